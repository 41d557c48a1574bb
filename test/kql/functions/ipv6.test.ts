import { expect, test } from "vitest";
import { answer, testAnswers } from "./answer.ts";

testAnswers([
  ["parse_ipv6('192.168.255.255')", "0000:0000:0000:0000:0000:ffff:c0a8:ffff"],
  ["parse_ipv6('192.168.255.255/24')", "0000:0000:0000:0000:0000:ffff:c0a8:ff00"],
  ["parse_ipv6('255.255.255.255')", "0000:0000:0000:0000:0000:ffff:ffff:ffff"],
  ["parse_ipv6('::')", "0000:0000:0000:0000:0000:0000:0000:0000"],
  ["parse_ipv6('::1')", "0000:0000:0000:0000:0000:0000:0000:0001"],
  ["parse_ipv6('FE80::/10')", "fe80:0000:0000:0000:0000:0000:0000:0000"],
  ["parse_ipv6('1:2:3:4:5:6:7::')", "0001:0002:0003:0004:0005:0006:0007:0000"],
  ["parse_ipv6('64:ff9b::1.2.3.4')", "0064:ff9b:0000:0000:0000:0000:0102:0304"],
  ["parse_ipv6('1:2:3:4:5:6:7:8:9')", ""],
  ["parse_ipv6('1:2:3:4:5:6:7:8::')", ""],
  ["parse_ipv6('1:2:3')", ""],
  ["parse_ipv6('1::2::3')", ""],
  ["parse_ipv6(':::')", ""],
  ["parse_ipv6('::12345')", ""],
  ["parse_ipv6('::g')", ""],
  ["parse_ipv6('::1/129')", ""],
  ["parse_ipv6('::1/64/64')", ""],
  ["parse_ipv6('::1.2.3.256')", ""],
  ["parse_ipv6('fe80::1%eth0')", ""],
  ["parse_ipv6('')", ""],
  ["parse_ipv6_mask('192.168.255.255', 120)", "0000:0000:0000:0000:0000:ffff:c0a8:ff00"],
  ["parse_ipv6_mask('192.168.255.255/24', 124)", "0000:0000:0000:0000:0000:ffff:c0a8:ff00"],
  ["parse_ipv6_mask('fe80::85d:e82c:9446:7994', 128)", "fe80:0000:0000:0000:085d:e82c:9446:7994"],
  [
    "parse_ipv6_mask('fe80::85d:e82c:9446:7994/120', 124)",
    "fe80:0000:0000:0000:085d:e82c:9446:7900",
  ],
  ["parse_ipv6_mask('::192.168.255.255', 128)", "0000:0000:0000:0000:0000:ffff:c0a8:ffff"],
  ["parse_ipv6_mask('::192.168.255.255/24', 128)", "0000:0000:0000:0000:0000:ffff:c0a8:ff00"],
  ["parse_ipv6_mask('::1', 129)", ""],
  ["parse_ipv6_mask('fe80::1', 0)", "0000:0000:0000:0000:0000:0000:0000:0000"],
]);

testAnswers([
  ["ipv6_compare('192.168.1.1', '192.168.1.1')", 0],
  ["ipv6_compare('192.168.1.1/24', '192.168.1.255')", 0],
  ["ipv6_compare('192.168.1.1/30', '192.168.1.255/24')", 0],
  ["ipv6_compare('fe80::85d:e82c:9446:7994/120', 'fe80::85d:e82c:9446:7998')", 0],
  ["ipv6_compare('fe80::85d:e82c:9446:7994', 'fe80::85d:e82c:9446:7998')", -1],
  ["ipv6_compare('fe81::', 'fe80::ffff')", 1],
  ["ipv6_compare('192.168.1.1', '::ffff:c0a8:0101')", 0],
  ["ipv6_compare('192.168.1.1/24', '::ffff:c0a8:01ff')", 0],
  ["ipv6_compare('::192.168.1.1/30', '192.168.1.255/24')", 0],
  ["ipv6_compare('192.168.1.1', '192.168.1.0', 31)", 0],
  ["ipv6_compare('192.168.1.1', '192.168.1.255', 24)", 0],
  ["ipv6_compare('fe80::85d:e82c:9446:7994', 'fe80::85d:e82c:9446:7995', 127)", 0],
  ["ipv6_compare('fe80::85d:e82c:9446:7994/120', 'fe80::85d:e82c:9446:7998', 127)", 0],
  ["ipv6_compare('::ffff:c0a8:0101', '192.168.1.255', 120)", 0],
  ["ipv6_compare('192.168.1.1', '192.168.1.255', 121)", -1],
  ["ipv6_compare('fe80::1', 'x')", null],
  ["ipv6_compare('fe80::1', 'fe80::1', 129)", null],
  ["ipv6_is_match('192.168.1.1/24', '::ffff:c0a8:01ff')", true],
  ["ipv6_is_match('fe80::1', 'fe80::2')", false],
  ["ipv6_is_match('fe80::1', '')", null],
]);

test("two IPv4 addresses and a short prefix are refused where the documentation is not clear", () => {
  expect(() => answer("ipv6_compare('192.168.1.1', '10.0.0.1', 24)")).toThrow(
    "an IPv6 function with two IPv4 addresses and a prefix up to 32 is not supported",
  );
});

const ADDRESS = "a5e:f127:8a9d:146d:e102:b5d3:c755:abcd";
testAnswers([
  [`ipv6_is_in_range('${ADDRESS}', 'a5e:f127:8a9d:146d:e102:b5d3:c755:0000/112')`, true],
  [`ipv6_is_in_range('${ADDRESS}', '${ADDRESS}')`, true],
  [`ipv6_is_in_range('${ADDRESS}', '0:0:0:0:0:ffff:c0a8:ac/60')`, false],
  ["ipv6_is_in_range('10.1.2.3', '10.0.0.0/8')", true],
  ["ipv6_is_in_range('x', '::/0')", null],
  [`ipv6_is_in_any_range('${ADDRESS}', '::1', 'a5e::/16')`, true],
  [`ipv6_is_in_any_range('${ADDRESS}', dynamic(['::1', 'a5e::/16']))`, true],
  [`ipv6_is_in_any_range('${ADDRESS}', dynamic(['::1', '0:0:0:0:0:ffff:c0a8:ac/60']))`, false],
  [`ipv6_is_in_any_range('${ADDRESS}', dynamic(['::1', null]))`, null],
]);
