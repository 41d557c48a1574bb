import type { EntityTypes } from "../entity.ts";
import { account } from "./account.ts";
import { file } from "./file.ts";
import { host } from "./host.ts";
import { ip } from "./ip.ts";
import { process } from "./process.ts";

/** The entity types a rule may map. A new one is one file and one line here. */
const TYPES = [account, host, process, file, ip];

export const ENTITY_TYPES: EntityTypes = new Map(TYPES.map((type) => [type.name, type]));
