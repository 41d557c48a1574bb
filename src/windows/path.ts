/**
 * A path as Windows opens it, as far as its text tells: slashes are unified and, in a path with a
 * drive, `.` and `..` are resolved, as Windows does before it looks for anything, so that a path
 * that begins with a folder really is below it. In other paths, only slashes are unified. Source:
 * Microsoft's page on file path formats (normalization).
 */
export function fullPath(path: string): string {
  const written = path.replaceAll("/", "\\");
  const plain = withoutDevice(written);
  if (!/^[a-z]:\\/i.test(plain)) return written;
  const full = resolveDrive(plain);
  // Windows takes a path behind `\\?\` as it is, so one that it would have to resolve stays.
  return plain === written || full === plain ? full : written;
}

/** A path with a drive or a share, without `\\?\` or `\\.\` before it. */
export function withoutDevice(path: string): string {
  return path.replace(/^\\\\[?.]\\unc\\/i, "\\\\").replace(/^\\\\[?.]\\(?=[a-z]:\\)/i, "");
}

function resolveDrive(unified: string): string {
  const parts: string[] = [];
  for (const part of unified.slice(3).split("\\")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  const end = unified.endsWith("\\") && parts.length > 0 ? "\\" : "";
  return unified.slice(0, 3) + parts.join("\\") + end;
}
