import { expect, test } from "vitest";
import { localStandIn } from "../../src/rules/beyond-local.ts";

test.each([
  ["cluster('c').database('d').T", "--data"],
  ["database('d').T", "--data"],
  ["workspace('w').SecurityEvent", "name the table alone"],
  ["app ('a').requests", "name the table alone"],
  ["externaldata(a: string)['https://x']", "datatable()"],
  ["http_request('https://x')", "the rows that it returns"],
  ["FileProfile('SHA1', 1000)", "join a table"],
  ["geo_info_from_ip_address(ip)", "look them up"],
  ["ipv4_lookup(R, ip, net)", "ipv4_is_in_range()"],
  ["python(typeof(*), 'x')", "in KQL"],
])("%s: %s", (part, words) => {
  expect(localStandIn(`T | ${part}`, 4)).toContain(words);
});

test.each(["reduce by s", "apply", "r2", "databases", "rand()"])("%s has no stand-in", (part) => {
  expect(localStandIn(part, 0)).toBeUndefined();
});
