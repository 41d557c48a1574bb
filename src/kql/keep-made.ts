/** Keeps what was made for a text, so that it is made once; after `most` texts it begins anew. */
export function keepMade<T>(most: number): (text: string, make: () => T) => T {
  const known = new Map<string, T>();
  return (text, make) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const made = make();
    if (known.size >= most) known.clear();
    known.set(text, made);
    return made;
  };
}
