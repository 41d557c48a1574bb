/** A cache by text: each value is computed once. It is emptied when it holds `capacity` texts. */
export function cacheByText<T>(capacity: number): (text: string, compute: () => T) => T {
  const cache = new Map<string, T>();
  return (text, compute) => {
    const cached = cache.get(text);
    if (cached !== undefined) return cached;
    const value = compute();
    if (cache.size >= capacity) cache.clear();
    cache.set(text, value);
    return value;
  };
}
