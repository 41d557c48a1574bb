/**
 * An event as JSON text, cut where rows differ: pieces of text, and functions of a row's slots that
 * give the text between them.
 */
export function makeTemplate(event) {
  const roles = {
    time: event.TimeGenerated,
    host: event.Computer ?? event.DeviceName ?? event.Dvc,
  };
  return joinTexts(["{", ...fieldsOf(event, roles), "}"]);
}

export function fill(template, slots) {
  let text = "";
  for (const piece of template) text += typeof piece === "string" ? piece : piece(slots);
  return text;
}

function fieldsOf(event, roles) {
  const fields = Object.entries(event).filter(([, value]) => value !== undefined);
  return fields.flatMap(([name, value], at) => [
    `${at > 0 ? "," : ""}${JSON.stringify(name)}:`,
    ...valueParts(name, value, roles),
  ]);
}

function valueParts(name, value, roles) {
  if (name === "EventData" && typeof value === "object")
    return ["{", ...fieldsOf(value, roles), "}"];
  const id = processId(name, value);
  if (id) return id;
  if (typeof value !== "string") return [JSON.stringify(value)];
  if (value === roles.time) return ['"', (slots) => slots.time, '"'];
  if (value === roles.host) return ['"', (slots) => hostName(slots.host), '"'];
  if (name === "_ItemId") return ['"', (slots) => slots.id, '"'];
  if (/ProcessGuid$/.test(name)) return ['"{', (slots) => guid(slots.id), '}"'];
  if (/User|Account/.test(name)) return ['"', ...userParts(value), '"'];
  if (/CommandLine$|Process$|Image$|Path$|ProcessName$|Directory$/.test(name))
    return ['"', ...textParts(value), '"'];
  return [JSON.stringify(value)];
}

const TARGET_IDS = ["NewProcessId", "TargetProcessId"];
const PARENT_IDS = ["ParentProcessId", "ActingProcessId", "InitiatingProcessId"];

/** A process id, written as the event writes it: a number, decimal text or hexadecimal text. */
function processId(name, value) {
  if (name === "ProcessId") return idParts(value, isHex(value) ? "parent" : "pid");
  if (TARGET_IDS.includes(name)) return idParts(value, "pid");
  return PARENT_IDS.includes(name) ? idParts(value, "parent") : undefined;
}

function isHex(value) {
  return typeof value === "string" && value.startsWith("0x");
}

function idParts(value, slot) {
  if (typeof value === "number") return [(slots) => String(slots[slot])];
  return isHex(value)
    ? ['"0x', (slots) => slots[slot].toString(16), '"']
    : ['"', (slots) => String(slots[slot]), '"'];
}

function hostName(number) {
  return `WKS-${String(number).padStart(4, "0")}.corp.example`;
}

function guid(id) {
  return `${id.slice(0, 8)}-${id.slice(8, 12)}-${id.slice(12)}-0000-000000000400`;
}

const USERS = ["a.meier", "b.okafor", "c.tanaka"];
const userName = (slots) => USERS[slots.user % USERS.length];

/** `DOMAIN\name` of a person; accounts of Windows and of machines stay as they are. */
function userParts(value) {
  const [, domain] = /^([A-Z0-9]+\\)[^\\$]+$/.exec(value) ?? [];
  return domain ? [escaped(domain), userName] : [escaped(value)];
}

/** The places in paths and command lines that differ between machines, or between two starts. */
const PLACES =
  /(?<=\\Users\\)[^\\"]+(?=\\)|(?<=\d\.\d+\.\d+\.)\d+|(?<![\d.A-Za-z_#])\d{4,20}(?![\d.])/gi;

function textParts(value) {
  const parts = [];
  let end = 0;
  for (const { 0: found, index } of value.matchAll(PLACES)) {
    parts.push(escaped(value.slice(end, index)), slotFor(found, value[index - 1]));
    end = index + found.length;
  }
  return [...parts, escaped(value.slice(end))];
}

function slotFor(found, before) {
  if (!/^\d+$/.test(found)) return /^(Public|Default|All Users)$/i.test(found) ? found : userName;
  if (before === ".") return (slots) => String(Number(found) + (slots.version % 4));
  return (slots) => slots.digits.slice(0, found.length);
}

function escaped(text) {
  return JSON.stringify(text).slice(1, -1);
}

function joinTexts(pieces) {
  const joined = [];
  for (const piece of pieces) {
    const last = joined.length - 1;
    if (typeof piece === "string" && typeof joined[last] === "string") joined[last] += piece;
    else joined.push(piece);
  }
  return joined;
}
