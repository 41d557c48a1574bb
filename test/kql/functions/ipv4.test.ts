import { describe, expect, test } from "vitest";
import { KqlError } from "../../../src/kql/errors.ts";
import { answer, testAnswers } from "./answer.ts";

testAnswers([
  ["parse_ipv4('192.168.1.1')", 3_232_235_777],
  ["parse_ipv4('192.168.1.1/24')", 3_232_235_776],
  ["parse_ipv4('255.255.255.255/31')", 4_294_967_294],
  ["parse_ipv4('0.0.0.0')", 0],
  ["parse_ipv4('10.0.0.1/0')", 0],
  ["parse_ipv4('10.0.0.1/33')", null],
  ["parse_ipv4('256.0.0.1')", null],
  ["parse_ipv4('10.0.0')", null],
  ["parse_ipv4('10.0.0.1.2')", null],
  ["parse_ipv4('010.0.0.1')", null],
  ["parse_ipv4('')", null],
  ["parse_ipv4('fe80::1')", null],
  ["parse_ipv4_mask('127.0.0.1', 24)", 2_130_706_432],
  ["parse_ipv4_mask('192.168.1.1/16', 24)", 3_232_235_520],
  ["parse_ipv4_mask('127.0.0.1', 33)", null],
  ["parse_ipv4_mask('127.0.0.1', -1)", null],
  ["format_ipv4('192.168.1.1', 24)", "192.168.1.0"],
  ["format_ipv4('192.168.1.1', 32)", "192.168.1.1"],
  ["format_ipv4('192.168.1.1/24', 32)", "192.168.1.0"],
  ["format_ipv4('192.168.1.1/24', long(-1))", ""],
  ["format_ipv4(3232235777)", "192.168.1.1"],
  ["format_ipv4(-1)", ""],
  ["format_ipv4(4294967296)", ""],
  ["format_ipv4_mask('192.168.1.1', 24)", "192.168.1.0/24"],
  ["format_ipv4_mask('192.168.1.1/24', 32)", "192.168.1.0/24"],
  ["format_ipv4_mask(3232235777, 8)", "192.0.0.0/8"],
  ["format_ipv4_mask('x', 8)", ""],
  ["ipv4_netmask_suffix('10.1.2.3')", 32],
  ["ipv4_netmask_suffix('192.168.1.1/24')", 24],
  ["ipv4_netmask_suffix('x')", null],
]);

testAnswers([
  ["ipv4_compare('192.168.1.0', '192.168.1.0')", 0],
  ["ipv4_compare('192.168.1.1/24', '192.168.1.255')", 0],
  ["ipv4_compare('192.168.1.1', '192.168.1.255/24')", 0],
  ["ipv4_compare('192.168.1.1/30', '192.168.1.255/24')", 0],
  ["ipv4_compare('192.168.1.1', '192.168.1.0', 31)", 0],
  ["ipv4_compare('192.168.1.1', '192.168.1.255', 24)", 0],
  ["ipv4_compare('200.0.0.1', '10.0.0.1')", 1],
  ["ipv4_compare('10.0.0.1', '200.0.0.1')", -1],
  ["ipv4_compare('10.0.0.1', 'x')", null],
  ["ipv4_compare('10.0.0.1', '10.0.0.1', 40)", null],
  ["ipv4_is_match('192.168.1.1/24', '192.168.1.255')", true],
  ["ipv4_is_match('192.168.1.1', '192.168.2.1')", false],
  ["ipv4_is_match('192.168.1.1', '')", null],
  ["ipv4_is_private('192.168.1.1/24')", true],
  ["ipv4_is_private('10.1.2.3/24')", true],
  ["ipv4_is_private('172.16.0.1')", true],
  ["ipv4_is_private('172.31.255.255')", true],
  ["ipv4_is_private('172.32.0.0')", false],
  ["ipv4_is_private('202.1.2.3')", false],
  ["ipv4_is_private('127.0.0.1')", false],
  ["ipv4_is_private('host')", null],
  ["ipv4_is_in_range('192.168.1.1', '192.168.1.1')", true],
  ["ipv4_is_in_range('192.168.1.1', '192.168.1.255/24')", true],
  ["ipv4_is_in_range('192.168.2.1', '192.168.1.255/24')", false],
  ["ipv4_is_in_range('192.168.1.1', '192.168.1.0/40')", null],
  ["ipv4_is_in_range('', '192.168.1.0/24')", null],
  ["ipv4_is_in_any_range('192.168.1.6', '192.168.1.1/24', '10.0.0.1/8', '127.1.0.1/16')", true],
  ["ipv4_is_in_any_range('127.0.0.1', dynamic(['127.0.0.1', '192.168.1.1']))", true],
  ["ipv4_is_in_any_range('1.1.1.1', dynamic(['192.168.1.1/16', '10.0.0.1/8']))", false],
  ["ipv4_is_in_any_range('1.1.1.1', dynamic([]))", false],
  ["ipv4_is_in_any_range('1.1.1.1', dynamic(['x', '1.1.1.1']))", true],
  ["ipv4_is_in_any_range('1.1.1.1', dynamic(['x', '2.2.2.2', 5]))", null],
  ["ipv4_is_in_any_range('x', dynamic(['1.1.1.1']))", null],
  ["ipv4_is_in_any_range('1.1.1.1', dynamic(null))", null],
]);

testAnswers([
  [
    "ipv4_range_to_cidr_list('1.1.128.0', '1.1.140.255')",
    ["1.1.128.0/21", "1.1.136.0/22", "1.1.140.0/24"],
  ],
  ["ipv4_range_to_cidr_list('10.0.0.1', '10.0.0.1')", ["10.0.0.1/32"]],
  ["ipv4_range_to_cidr_list('0.0.0.0', '255.255.255.255')", ["0.0.0.0/0"]],
  [
    "ipv4_range_to_cidr_list('10.0.0.1', '10.0.0.4')",
    ["10.0.0.1/32", "10.0.0.2/31", "10.0.0.4/32"],
  ],
  ["ipv4_range_to_cidr_list('10.0.0.2', '10.0.0.1')", []],
  ["ipv4_range_to_cidr_list('10.0.0.2', 'x')", null],
]);

test("no range of addresses needs more than 62 ranges in CIDR notation", () => {
  const list = answer("ipv4_range_to_cidr_list('0.0.0.1', '255.255.255.254')");
  expect(list).toHaveLength(62);
});

describe("an address in a text", () => {
  testAnswers([
    ["has_ipv4('05:04:54 127.0.0.1 GET /favicon.ico 404', '127.0.0.1')", true],
    ["has_ipv4('05:04:54 127.0.0.256 GET /favicon.ico 404', '127.0.0.256')", false],
    ["has_ipv4('05:04:54127.0.0.1 GET /favicon.ico 404', '127.0.0.1')", false],
    ["has_ipv4('from 192.168.1.1, 10.1.1.115 and 10.1.1.201.', '10.1.1.201')", true],
    ["has_ipv4('from 192.168.1.1, 10.1.1.115', '192.168.1.1')", true],
    ["has_ipv4('10.1.1.11', '10.1.1.1')", false],
    ["has_ipv4('110.1.1.1 10.1.1.1', '10.1.1.1')", true],
    ["has_ipv4('1.10.1.1.1', '10.1.1.1')", false],
    ["has_ipv4('10.1.1.1.5', '10.1.1.1')", false],
    ["has_ipv4('[10.1.1.1]:80', '10.1.1.1')", true],
    ["has_ipv4('é10.1.1.1', '10.1.1.1')", false],
    ["has_ipv4('10.1.1.1', '10.1.1.1/32')", false],
    ["has_ipv4('10.1.1.1', '10.1.1.')", false],
    ["has_ipv4('', '10.1.1.1')", false],
    ["has_any_ipv4('at 127.0.0.1', '127.0.0.1', '127.0.0.2')", true],
    ["has_any_ipv4('at 127.0.0.2', dynamic(['127.0.0.1', '127.0.0.2']))", true],
    ["has_any_ipv4('at 127.0.0.256', dynamic(['127.0.0.256', '192.168.1.1']))", false],
    ["has_any_ipv4('at 127.0.0.1', dynamic([127]))", false],
    ["has_any_ipv4('at 127.0.0.1', dynamic([]))", false],
    ["has_any_ipv4(dynamic({'ip': '127.0.0.1'}), '127.0.0.1')", true],
    ["has_any_ipv4('at 127.0.0.1', dynamic(null))", false],
    ["has_ipv4_prefix('05:04:54 127.0.0.1 GET /favicon.ico 404', '127.0.')", true],
    ["has_ipv4_prefix('05:04:54 127.0.0.1 GET /favicon.ico 404', '127.0')", false],
    ["has_ipv4_prefix('05:04:54 127.0.0.256 GET /favicon.ico 404', '127.0.')", false],
    ["has_ipv4_prefix('05:04:54127.0.0.1 GET /favicon.ico 404', '127.0.')", false],
    ["has_ipv4_prefix('to 10.1.2.3.', '10.')", true],
    ["has_ipv4_prefix('to 10.1.2.3.', '10.1.2.3')", true],
    ["has_ipv4_prefix('to 10.1.2.30', '10.1.2.3')", false],
    ["has_ipv4_prefix('version 10.1.2.3.4', '10.1.')", false],
    ["has_ipv4_prefix('0.10.1.2 10.1.2.3', '10.1.')", true],
    ["has_ipv4_prefix('10.1.2', '10.1.')", false],
    ["has_ipv4_prefix('10.1.2.3', '')", false],
    ["has_ipv4_prefix('10.1.2.3', '.')", false],
    ["has_ipv4_prefix('10.1.2.3', '10.1.2.3.')", false],
    ["has_any_ipv4_prefix('at 127.0.0.1', '10.', '127.0.')", true],
    ["has_any_ipv4_prefix('at 127.0.0.1', dynamic(['127.1.', '192.168.']))", false],
    ["has_any_ipv4_prefix('at 127.0.0.1', dynamic([]))", false],
    ["has_any_ipv4_prefix('', dynamic(['127.']))", false],
  ]);
});

test("a range that is not a string is rejected by the binder", () => {
  expect(() => answer("ipv4_is_in_range('1.1.1.1', 5)")).toThrow(KqlError);
});
