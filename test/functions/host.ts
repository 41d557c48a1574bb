import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";

export const BUNDLE = join(import.meta.dirname, "../../dist/app/main.cjs");

export interface Registered {
  readonly name: string;
  readonly bindings: readonly { readonly type: string; readonly schedule?: string; readonly authLevel?: string; readonly route?: string }[];
}

export interface Invoked {
  readonly logs: readonly { readonly level: string; readonly message: string }[];
  readonly response: {
    readonly returnValue?: {
      readonly http?: { readonly statusCode: string; readonly body?: { readonly bytes?: unknown; readonly string?: string } };
    };
  };
  readonly threw?: string;
}

/** The built app in a process of its own, under the stand-in of the host (host.cjs), with these app settings and no others of ours. */
export class AppHost {
  readonly child: ChildProcess;
  readonly registered: Promise<readonly Registered[]>;
  private readonly lines: Interface;
  private invocations = 0;

  constructor(settings: Readonly<Record<string, string>>) {
    const { PATH = "", HOME = "" } = process.env;
    this.child = spawn(process.execPath, [join(import.meta.dirname, "host.cjs"), BUNDLE], {
      env: { PATH, HOME, ...settings },
      stdio: ["pipe", "pipe", "pipe"],
    });
    this.lines = createInterface({ input: this.child.stdout! });
    this.registered = this.next().then((line) => (line as { registered: Registered[] }).registered);
  }

  async timer(name: string, payload: unknown): Promise<Invoked> {
    return this.invoke(name, { json: JSON.stringify(payload) });
  }

  async get(name: string): Promise<Invoked> {
    return this.invoke(name, {
      http: {
        method: "GET",
        url: `http://127.0.0.1/api/${name}`,
        headers: {},
        params: {},
        query: {},
        nullableHeaders: {},
        nullableParams: {},
        nullableQuery: {},
      },
    });
  }

  kill(): void {
    this.child.kill("SIGKILL");
  }

  private async invoke(name: string, trigger: unknown): Promise<Invoked> {
    await this.registered;
    this.invocations += 1;
    const answer = this.next();
    this.child.stdin!.write(`${JSON.stringify({ name, trigger, id: `invocation-${this.invocations}` })}\n`);
    return (await answer) as Invoked;
  }

  private async next(): Promise<unknown> {
    const [line] = (await once(this.lines, "line")) as [string];
    return JSON.parse(line);
  }
}
