/** A call of one of a port's methods, which all are asynchronous. */
export type PortCall<P> = {
  [Name in keyof P]: P[Name] extends (...args: infer Args) => Promise<infer Result>
    ? { readonly name: Name; readonly args: Args; readonly run: () => Promise<Result> }
    : never;
}[keyof P];

/**
 * The same port, each call of which goes through a function that may time it, refuse it or hear how
 * it ends: what the function gives is the call's result.
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
