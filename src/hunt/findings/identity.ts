import { fieldText, type HuntEvent } from "../conditions/event.ts";
import { ENTITY_TYPES } from "./entities/index.ts";
import type { Rule } from "./rule.ts";

/**
 * Columns with the names of hosts, users or files. Source: the ASIM process event schema, and the
 * corresponding columns of the tables.
 */
const NAMES =
  /^(Dvc|DvcHostname|DvcFQDN|DvcDomain|Computer|DeviceName|Host[Nn]ame|User|Account|Process|FolderPath|FileName|Image|\w*(User[Nn]ame|Account|AccountName|Domain|DomainName|ProcessName|ProcessFilename|UserUpn|UserSid))$/;

/** Whether a column contains names of hosts, users or files: WS1 and ws1 are the same there. */
export function isName(column: string, { entityMappings }: Pick<Rule, "entityMappings">): boolean {
  if (NAMES.test(column)) return true;
  return entityMappings.some(
    ({ entityType, fieldMappings }) =>
      ENTITY_TYPES.get(entityType)?.anyCase &&
      fieldMappings.some(({ columnName }) => columnName === column),
  );
}

/** The text of a column for use in ids and groups: names in lower case. */
export function identityText(event: HuntEvent, column: string, rule: Rule): string {
  const text = fieldText(event, column);
  return isName(column, rule) ? lowerCase(text) : text;
}

/** Lower case, except for look-alikes of ASCII letters, which KQL's =~ keeps distinct too. */
function lowerCase(text: string): string {
  return text.replace(/[^\u0130\u017f\u212a]+/g, (run) => run.toLowerCase());
}
