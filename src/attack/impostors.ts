/**
 * Where an attacker can put a program of that name: in every folder to which a user can write
 * (`writable`), and
 * in folders below one of them that are named like those of the wanted images.
 */
export function placeImpostors(
  program: string,
  images: readonly string[],
  writable: readonly string[],
): string[] {
  const file = `${program}.exe`;
  const own = new RegExp(`\\\\?${program}\\.exe$`, "i");
  const folders = images.map((path) =>
    path
      .replace(/^[a-z]:/i, "")
      .replace(own, "")
      .replace(/^\\|[<>:"|?*]/g, ""),
  );
  const below = ["", ...folders].map(
    (folder) => `C:\\Users\\Public\\${folder && `${folder}\\`}${file}`,
  );
  return [...below, ...writable.map((folder) => folder + file)];
}
