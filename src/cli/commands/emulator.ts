import { dirname } from "node:path";
import { createAuditTables } from "../../emulator/audit-tables.ts";
import type { Fault } from "../../emulator/faults.ts";
import { FAULT_KINDS, type FaultKind } from "../../emulator/faults.ts";
import { createResources, type Resources } from "../../emulator/resources.ts";
import { listen } from "../../emulator/server.ts";
import { workspaceArmId } from "../../hunt/base/workspace.ts";
import { FINDINGS_STREAM } from "../../hunt/delivery/findings-table/columns.ts";
import { readSettings } from "../../settings/settings.ts";
import { sayNoRows } from "../data-use.ts";
import { openLocal } from "../local.ts";
import { LOCAL_FINDINGS } from "../local-alerts.ts";
import { LOCAL_WORKSPACE } from "../local-workspace.ts";
import { openResources, takeFolder } from "../out-folder.ts";
import { SAMPLES_FOLDER } from "../paths.ts";
import { readDeclaredBeside } from "../read-declared-beside.ts";
import { problemLines } from "../reporters/text.ts";
import type { Terminal } from "../terminal.ts";
import { UserError } from "../user-error.ts";

export interface EmulatorCommandOptions {
  readonly port: string;
  readonly data?: string;
  readonly tables?: readonly string[];
  /** A folder whose tables, functions and watchlists queries may name, too. */
  readonly content?: string;
  readonly resources?: string;
  readonly fault?: readonly string[];
}

/** Serves local data on a loopback port until it is interrupted (Ctrl+C). */
export async function emulator(
  options: EmulatorCommandOptions,
  terminal: Terminal,
): Promise<number> {
  const port = Number(options.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new UserError(
      `--port ${options.port} is not a port`,
      "use 0 for a free one, or a number up to 65535",
    );
  const settings = readSettings(process.env);
  const workspace =
    ("settings" in settings ? settings.settings.lanes[0]?.workspaces[0] : undefined) ??
    LOCAL_WORKSPACE;
  const { declared, problems } = readDeclaredBeside(options.content);
  const local = openLocal({
    data: options.data ?? SAMPLES_FOLDER,
    content: declared,
    declared: false,
    tables: options.tables,
    workspace,
    resources: takeResources(options, terminal),
    terminal,
    audit: createAuditTables(),
    byRule: true,
  });
  if (sayNoRows([{ local }], [], false, terminal)) return 1;
  problemLines({ ...terminal, out: terminal.err }, [...problems, ...local.data.problems]);
  for (const text of options.fault ?? []) local.emulator.faults.add(parseFault(text));
  const listening = await startListening(local, port);
  terminal.out(`Listening on http://127.0.0.1:${listening.port}`);
  terminal.out(`  POST /v1/workspaces/${workspace.id}/query`);
  terminal.out(`  ${workspaceArmId(workspace)}/providers/Microsoft.SecurityInsights/...`);
  const { endpoint, ruleId } = workspace.findings ?? LOCAL_FINDINGS;
  terminal.out(`  POST /dataCollectionRules/${ruleId}/streams/${FINDINGS_STREAM}`);
  terminal.out(`    for findingsEndpoint ${endpoint}`);
  await untilInterrupted();
  listening.server.closeAllConnections();
  listening.server.close();
  return 0;
}

/** A file to be written is locked with its folder, because a run may be using it. */
function takeResources({ resources }: EmulatorCommandOptions, terminal: Terminal): Resources {
  if (resources === undefined) return createResources();
  takeFolder(dirname(resources), "--resources", terminal);
  return openResources(resources, "--resources");
}

async function startListening(local: ReturnType<typeof openLocal>, port: number) {
  try {
    return await listen(local.emulator, port);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE")
      throw new UserError(`port ${port} is in use`, "use another one, or 0 for a free one");
    if (code === "EACCES")
      throw new UserError(
        `you have no permission to use port ${port}`,
        "use one above 1023, or 0 for a free one",
      );
    throw error;
  }
}

/** `kind`, `kind:times`. */
function parseFault(text: string): Fault {
  const [kind = "", times = "1"] = text.split(":");
  if (!FAULT_KINDS.includes(kind as FaultKind) || !/^[1-9]\d*$/.test(times))
    throw new UserError(
      `--fault ${text} is not a known fault`,
      `use one of ${FAULT_KINDS.join(", ")}; add :N for N requests`,
    );
  return { kind: kind as FaultKind, times: Number(times) };
}

function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
}
