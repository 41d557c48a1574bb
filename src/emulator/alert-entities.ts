import { entityName, type ListedEntity } from "./listed-entity.ts";
import type { Resource } from "./resources.ts";
import type { EntityMapping } from "./scheduled-rule.ts";

/** An entity of an alert: the type as a rule maps it, and identifiers with their values. */
export interface AlertEntity {
  readonly entityType: string;
  readonly identifiers: Readonly<Record<string, string>>;
}

/** Entities of an alert, shared equally by the mappings. Source: Sentinel service limits. */
const MOST_ENTITIES = 500;

/**
 * The entities of rows by a rule's mappings. A mapping whose columns are all empty in a row gives
 * none; it is not known which identifiers the service requires beyond that.
 */
export function mapEntities(
  mappings: readonly EntityMapping[],
  rows: readonly Readonly<Record<string, string>>[],
): AlertEntity[] {
  return mappings.flatMap(({ entityType, fieldMappings }) => {
    const found = rows.flatMap((row) => {
      const filled = fieldMappings.filter(({ columnName }) => row[columnName]);
      if (filled.length === 0) return [];
      const named = filled.map(({ identifier, columnName }) => [identifier, row[columnName]]);
      return [{ entityType, identifiers: Object.fromEntries(named) as Record<string, string> }];
    });
    return distinct(found, (one) => JSON.stringify(one)).slice(
      0,
      Math.floor(MOST_ENTITIES / mappings.length),
    );
  });
}

/** Entities as the column Entities of SecurityAlert has them, JSON text. */
export function entitiesText(entities: readonly AlertEntity[]): string {
  const listed = entities.map(({ entityType, identifiers }, index) => ({
    $id: String(index + 3),
    ...identifiers,
    Type: entityType.toLowerCase(),
  }));
  return JSON.stringify(listed);
}

/** The entities of alerts, each once. */
export function alertEntities(alerts: readonly Resource[]): ListedEntity[] {
  const entities = alerts.flatMap(({ id, properties }) =>
    ((properties["entities"] ?? []) as readonly AlertEntity[]).map((one) => listedEntity(one, id)),
  );
  return distinct(entities, ({ id }) => id);
}

function listedEntity({ entityType, identifiers }: AlertEntity, alert: string): ListedEntity {
  const name = entityName(entityType, identifiers);
  const named = Object.entries(identifiers).map(([identifier, value]) => [
    propertyName(entityType, identifier),
    value,
  ]);
  return {
    id: `${alert.slice(0, alert.lastIndexOf("/"))}/${name}`,
    name,
    type: "Microsoft.SecurityInsights/Entities",
    kind: entityType === "IP" ? "Ip" : entityType,
    properties: {
      ...Object.fromEntries(named),
      friendlyName: Object.values(identifiers)[0] ?? "",
    },
  };
}

/** HostName is hostName in the API, NTDomain is ntDomain; a Name says what it is the name of. */
function propertyName(entityType: string, identifier: string): string {
  if (identifier === "Name") return `${entityType.toLowerCase()}Name`;
  return identifier.replace(/^[A-Z]+(?=[A-Z][a-z]|$)|^[A-Z]/, (first) => first.toLowerCase());
}

function distinct<T>(all: readonly T[], key: (one: T) => string): T[] {
  return [...new Map(all.map((one) => [key(one), one])).values()];
}
