// Waits until a deployed app is healthy, and reports line by line: health, then the doctor with the
// app's own identity. A new app starts slowly, its lanes run at their next tick and new roles take
// minutes to take effect, so what is refused or red is checked again until the time is over. Exit
// codes: 0 all is well, 1 it is not, 2 the check could not run.
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { az, clean, readOutputs, runScript, say, WrongCall } from "./azure-cli.mjs";

const USAGE = `node scripts/verify-deployment.mjs [HOST] [--outputs FILE] [--commit SHA] [--apply] [--wait SECONDS] [--pause SECONDS]

HOST           address of the app; default: SERVICE_HUNTS_HOST
--outputs      file with the outputs of the deployment, in place of variables of their names
--commit SHA   wait for the app of this commit, not for the one before it
--apply        the doctor also writes its one marked bookmark to each workspace
--wait         how long to wait in all; default 900
--pause        between two questions; default 15

The function key is taken from HUNTS_FUNCTION_KEY, or by az from AZURE_RESOURCE_GROUP and SERVICE_HUNTS_NAME.
`;
/** Ms that one request may take. The doctor's own limit is 200 s, Azure's 230 s. */
const LIMITS = { health: 60_000, doctor: 240_000 };
const NO_ANSWER = "no answer in time";

function readCall() {
  const text = { type: "string" };
  const options = {
    outputs: text,
    commit: text,
    wait: text,
    pause: text,
    apply: { type: "boolean" },
  };
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const seconds = (name, otherwise) => {
    const value = Number(values[name] ?? otherwise);
    if (!(value > 0 && value <= 7200))
      throw new WrongCall(`--${name}: must be seconds, more than 0 and up to 7200`);
    return value * 1000;
  };
  const given = { ...process.env, ...(values.outputs ? readOutputs(values.outputs) : {}) };
  const { commit, apply = false } = values;
  const [wait, pause] = [seconds("wait", 900), seconds("pause", 15)];
  return {
    host: positionals[0] ?? given.SERVICE_HUNTS_HOST ?? "",
    given,
    commit,
    apply,
    wait,
    end: Date.now() + wait,
    pause,
  };
}

/** Only https, or http on this machine, so that the key is sent nowhere else. */
function addressOf(host) {
  if (!host) throw new WrongCall("no address: name the app's host, or set SERVICE_HUNTS_HOST");
  const text = host.includes("://") ? host : `https://${host}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const local =
    url?.protocol === "http:" && ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
  if (!url || !(url.protocol === "https:" || local))
    throw new WrongCall(`${host}: is not an https address`);
  return url.origin;
}

/** The app's function key; repeats the request until the host has created it. */
async function functionKey({ given, end, pause }) {
  if (given.HUNTS_FUNCTION_KEY) return given.HUNTS_FUNCTION_KEY;
  const { AZURE_RESOURCE_GROUP: group, SERVICE_HUNTS_NAME: name } = given;
  if (!group || !name)
    throw new WrongCall(
      "no function key: set HUNTS_FUNCTION_KEY, or AZURE_RESOURCE_GROUP and " +
        "SERVICE_HUNTS_NAME for az",
    );
  const list = ["functionapp", "keys", "list", "--resource-group", group, "--name", name];
  for (;;) {
    const { text, error = "az gave none" } = az([
      ...list,
      "--query",
      "functionKeys.default",
      "--output",
      "tsv",
    ]);
    if (text) return text;
    if (Date.now() + pause > end) throw new WrongCall(`no function key: ${error}`);
    say("waiting", `for the function key: ${error}`);
    await sleep(pause);
  }
}

/**
 * Sends one request. @returns {Promise<{status: number, body: any, retryMs: number}>} its status
 * and body, or why there was no answer
 */
async function ask(call, method, path, limit) {
  const signal = AbortSignal.timeout(Math.min(limit, call.wait));
  try {
    const headers = { "x-functions-key": call.key };
    const response = await fetch(`${call.address}${path}`, {
      method,
      headers,
      signal,
      redirect: "manual",
    });
    const text = await response.text();
    const retryMs = Number(response.headers.get("retry-after") ?? 0) * 1000 || 0;
    return { status: response.status, body: parsed(text), retryMs };
  } catch (error) {
    const reason = error.name === "TimeoutError" ? NO_ANSWER : (error.cause?.code ?? error.message);
    return { status: 0, body: { problems: [reason] }, retryMs: 0 };
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Explains an answer that comes from neither health nor doctor. */
function strangeAnswer({ status, body }) {
  if (status === 0 && body.problems[0] !== NO_ANSWER)
    return `${body.problems[0]}: nothing answers at this address; check it, and the network`;
  if (status === 401)
    return (
      "401: the function key is refused; check HUNTS_FUNCTION_KEY (a new app knows its keys " +
      "only once it has started)"
    );
  if (status === 403) return "403: refused; a private app is reached from its network only";
  if (status === 404)
    return (
      "404: no such function; check the address, and that the package runs (the log stream " +
      "says why it does not)"
    );
  if (status === 429) return "429: too many requests";
  if (Array.isArray(body?.problems) && body.problems.length > 0) return body.problems.join("; ");
  return `an answer that is not the app's (HTTP ${status})`;
}

/** Healthy means 200 and, if the answer names a commit, the one that was deployed. */
function judgeHealth(answer, { commit }) {
  const { status, body } = answer;
  // The app reports a short commit, with a mark if it was packaged with changes, or that it is
  // unknown.
  const told =
    body?.commit && body.commit !== "unknown"
      ? String(body.commit).replace(/\+changes$/, "")
      : undefined;
  if (status !== 200 || body?.status !== "ok")
    return { well: false, line: strangeAnswer(answer) || "it does not say what is wrong" };
  const same = !commit || !told || commit.startsWith(told) || told.startsWith(commit);
  if (!same) return { well: false, line: `well, but still of commit ${told}` };
  const unsure = commit && !told ? " (it may be the app before this one)" : "";
  const version = `version ${body.version ?? "unknown"}, commit ${told ?? "unknown"}${unsure}`;
  const dry = body.dry === true ? ", dry: it writes nothing (DRY_RUN)" : "";
  return { well: true, line: `${version}${dry}` };
}

/**
 * Whether the body has the form of this version's doctor: another version, or another server, may
 * send anything.
 */
function isCheck(check) {
  return ["state", "workspace", "check", "message"].every(
    (name) => typeof check?.[name] === "string",
  );
}

/** The doctor's result is final, unless a failed check may pass once a role takes effect. */
function judgeDoctor(answer) {
  const { status, body } = answer;
  if (!Array.isArray(body?.checks) || !body.checks.every(isCheck))
    return { well: false, line: strangeAnswer(answer), checks: [] };
  const failed = body.checks.filter(({ state }) => state === "failed");
  const line = `${body.checks.length} checks, ${failed.length} failed`;
  const mayTurn = failed.some(({ code }) => code === "no-right");
  return {
    well: status === 200 && failed.length === 0,
    line,
    checks: body.checks,
    final: failed.length > 0 && !mayTurn,
  };
}

/**
 * Repeats until it is well, final, or the time is over; prints a line whenever something changes.
 */
async function until(call, what, pause, once) {
  for (let before = ""; ; ) {
    const answer = await once();
    const judged = what === "health" ? judgeHealth(answer, call) : judgeDoctor(answer);
    const next = Math.max(pause, answer.retryMs);
    if (judged.well || judged.final || Date.now() + next >= call.end) return judged;
    if (judged.line !== before) say("waiting", `${what}: ${judged.line}`);
    before = judged.line;
    await sleep(next);
  }
}

/**
 * Prints the settings that somebody changed in the portal, from the deployment's outputs; for
 * GitHub, as annotations.
 */
function sayKeptSettings({
  HUNTS_KEPT_SETTINGS: kept,
  HUNTS_SETTINGS_IN_CONFLICT: conflict,
  GITHUB_ACTIONS: github,
}) {
  const told = [
    ["notice", "kept", "changed in the portal", kept],
    [
      "warning",
      "warning",
      "changed in the portal and in the variables, the portal's value is kept (docs/deploy.md)",
      conflict,
    ],
  ];
  for (const [annotation, word, what, names] of told) {
    if (!names) continue;
    if (github)
      process.stdout.write(`::${annotation} title=Settings::${clean(`${what}: ${names}`)}\n`);
    else say(word, `${what}: ${names}`);
  }
}

async function verify() {
  const call = readCall();
  call.address = addressOf(call.host);
  sayKeptSettings(call.given);
  call.key = await functionKey(call);
  // From then on GitHub masks the key in all output.
  if (process.env.GITHUB_ACTIONS) process.stdout.write(`::add-mask::${call.key}\n`);

  const health = await until(call, "health", call.pause, () =>
    ask(call, "GET", "/api/health?details=true", LIMITS.health),
  );
  say(health.well ? "ok" : "failed", `health: ${health.line}`);
  if (!health.well) process.exitCode = 1;

  // Runs even if health is red, because its lines say why. Each run costs queries in the workspace.
  const path = `/api/doctor${call.apply ? "?apply=true" : ""}`;
  const doctor = await until(call, "doctor", 4 * call.pause, () =>
    ask(call, "POST", path, LIMITS.doctor),
  );
  for (const { state, workspace, check, message, remedy } of doctor.checks ?? [])
    say(state, `${workspace} ${check}: ${message}${remedy ? `; ${remedy}` : ""}`);
  say(doctor.well ? "ok" : "failed", `doctor: ${doctor.line}`);
  if (!doctor.well) process.exitCode = 1;
}

await runScript(USAGE, verify);
