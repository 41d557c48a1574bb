import { fieldText, type HuntEvent } from "../conditions/event.ts";
import { ENTITY_TYPES } from "./entities/index.ts";
import type { Rule } from "./rule.ts";

/**
 * Columns that name hosts, users or files. Source: the ASIM process event schema, and the tables'
 * own names for the same.
 */
const NAMES =
  /^(Dvc|DvcHostname|DvcFQDN|DvcDomain|Computer|DeviceName|Host[Nn]ame|User|Account|Process|FolderPath|FileName|Image|\w*(User[Nn]ame|Account|AccountName|Domain|DomainName|ProcessName|ProcessFilename|UserUpn|UserSid))$/;

/**
 * Whether a column holds the name of a host, user or file: WS1 and ws1 are the same there, as they
 * are to Windows.
 */
export function isName(column: string, { entityMappings }: Pick<Rule, "entityMappings">): boolean {
  if (NAMES.test(column)) return true;
  return entityMappings.some(
    ({ entityType, fieldMappings }) =>
      ENTITY_TYPES.get(entityType)?.anyCase &&
      fieldMappings.some(({ columnName }) => columnName === column),
  );
}

/** The text of a column as ids and groups compare it: names in lower case. */
export function identityText(event: HuntEvent, column: string, rule: Rule): string {
  const text = fieldText(event, column);
  return isName(column, rule) ? lowerCase(text) : text;
}

/** Lower case, but for letters that only look like ASCII ones: KQL's =~ keeps those apart, too. */
function lowerCase(text: string): string {
  return text.replace(/[^\u0130\u017f\u212a]+/g, (run) => run.toLowerCase());
}
