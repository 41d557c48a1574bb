/** A call of a method of a port. All methods are asynchronous. */
export type PortCall<P> = {
  [Name in keyof P]: P[Name] extends (...args: infer Args) => Promise<infer Result>
    ? { readonly name: Name; readonly args: Args; readonly run: () => Promise<Result> }
    : never;
}[keyof P];

/**
 * Wraps a port so that each call passes through a function, which may time it, reject it or observe
 * its outcome. What the function returns is the result of the call.
 */
export function around<P extends object>(
  port: P,
  through: (call: PortCall<P>) => Promise<unknown>,
): P {
  return new Proxy(port, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== "function") return method;
      return (...args: unknown[]) =>
        through({ name, args, run: () => method.apply(target, args) } as PortCall<P>);
    },
  });
}
