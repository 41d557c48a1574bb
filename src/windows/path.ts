/**
 * A path as Windows opens it, as far as its text tells: slashes are unified and, in a path with a
 * drive, `.` and `..` are resolved, as Windows does before it looks for anything, so that a path
 * that begins with a folder really is below it. In other paths, only slashes are unified. Source:
 * Microsoft's page on file path formats (normalization).
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
