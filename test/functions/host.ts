import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";

export const BUNDLE = join(import.meta.dirname, "../../dist/deploy/main.cjs");

export interface Registered {
  readonly name: string;
  readonly bindings: readonly {
    readonly type: string;
    readonly schedule?: string;
    readonly authLevel?: string;
    readonly route?: string;
  }[];
}

export interface Invoked {
  readonly logs: readonly { readonly level: string; readonly message: string }[];
  readonly response: {
    readonly returnValue?: {
      readonly http?: {
        readonly statusCode: string;
        readonly headers?: Readonly<Record<string, string>>;
        readonly body?: { readonly bytes?: unknown };
      };
    };
  };
  readonly threw?: string;
}

export interface HttpCall {
  readonly method?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: an answer's JSON, as the tests expect it
  readonly body: any;
  readonly logs: Invoked["logs"];
}

/**
 * The built app in a process of its own, under the stand-in of the host (host.cjs), with these app
 * settings and no others of ours.
 */
export class AppHost {
  readonly child: ChildProcess;
  readonly registered: Promise<readonly Registered[]>;
  private readonly lines: Interface;
  private invocations = 0;

  constructor(settings: Readonly<Record<string, string>>, bundle = BUNDLE) {
    const { PATH = "", HOME = "" } = process.env;
    this.child = spawn(process.execPath, [join(import.meta.dirname, "host.cjs"), bundle], {
      env: { PATH, HOME, ...settings },
      stdio: ["pipe", "pipe", "pipe"],
    });
    this.lines = createInterface({ input: this.child.stdout! });
    this.registered = this.next().then((line) => (line as { registered: Registered[] }).registered);
  }

  async timer(name: string, payload: unknown): Promise<Invoked> {
    return this.invoke(name, { json: JSON.stringify(payload) });
  }

  /** A request as the host passes it on: `params` are the route's. */
  async http(name: string, request: HttpCall = {}): Promise<Answered> {
    const { method = "GET", query = {}, params = {}, body } = request;
    const nullable = (values: Readonly<Record<string, string>>) =>
      Object.fromEntries(Object.entries(values).map(([key, value]) => [key, { value }]));
    const invoked = await this.invoke(name, {
      http: {
        method,
        url: `http://127.0.0.1/api/${name}?${new URLSearchParams(query)}`,
        headers: {},
        params,
        query,
        nullableHeaders: {},
        nullableParams: nullable(params),
        nullableQuery: nullable(query),
        ...(body === undefined
          ? {}
          : { body: { bytes: { type: "Buffer", data: [...Buffer.from(body)] } } }),
      },
    });
    if (invoked.threw) throw new Error(invoked.threw);
    const { statusCode, body: answer, headers } = invoked.response.returnValue!.http!;
    const text = Buffer.from(Object.values(answer!.bytes as Record<string, number>)).toString();
    return {
      status: Number(statusCode),
      headers: headers ?? {},
      body: JSON.parse(text),
      logs: invoked.logs,
    };
  }

  kill(): void {
    this.child.kill("SIGKILL");
  }

  private async invoke(name: string, trigger: unknown): Promise<Invoked> {
    await this.registered;
    this.invocations += 1;
    const answer = this.next();
    this.child.stdin!.write(
      `${JSON.stringify({ name, trigger, id: `invocation-${this.invocations}` })}\n`,
    );
    return (await answer) as Invoked;
  }

  private async next(): Promise<unknown> {
    const [line] = (await once(this.lines, "line")) as [string];
    return JSON.parse(line);
  }
}
