/**
 * A path as Windows opens it, where that can be told from its text: slashes unified, and `.` and
 * `..` taken from a path with a drive before it looks for anything, so that what stands below a
 * folder is below it. Others are left as they are. Source: Microsoft's page on file path formats
 * (normalization).
 */
export function fullPath(path: string): string {
  const unified = path.replaceAll("/", "\\");
  if (!/^[a-z]:\\/i.test(unified)) return unified;
  const parts: string[] = [];
  for (const part of unified.slice(3).split("\\")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  const end = unified.endsWith("\\") && parts.length > 0 ? "\\" : "";
  return unified.slice(0, 3) + parts.join("\\") + end;
}
