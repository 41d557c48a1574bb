import { describe, expect, test } from "vitest";
import { answer, literal, testAnswers } from "./answer.ts";

const url = (parts: object) => ({
  Scheme: "",
  Host: "",
  Port: "",
  Path: "",
  Username: "",
  Password: "",
  "Query Parameters": {},
  Fragment: "",
  ...parts,
});

describe("URLs", () => {
  testAnswers([
    [
      'parse_url("scheme://username:password@host:1234/this/is/a/path?k1=v1&k2=v2#fragment")',
      url({
        Scheme: "scheme",
        Host: "host",
        Port: "1234",
        Path: "/this/is/a/path",
        Username: "username",
        Password: "password",
        "Query Parameters": { k1: "v1", k2: "v2" },
        Fragment: "fragment",
      }),
    ],
    ['parse_url("https://www.bing.com")', url({ Scheme: "https", Host: "www.bing.com" })],
    ['parse_url("https://a.b/")', url({ Scheme: "https", Host: "a.b", Path: "/" })],
    [
      'parse_url("http://[::1]:8080/x?q#")',
      url({
        Scheme: "http",
        Host: "[::1]",
        Port: "8080",
        Path: "/x",
        "Query Parameters": { q: "" },
      }),
    ],
    ['parse_url("www.bing.com/x")', url({ Path: "www.bing.com/x" })],
    ['parse_url("mailto:a@b.c")', url({ Scheme: "mailto", Path: "a@b.c" })],
    ['parse_url("http://u:p@q@host/").Host', "host"],
    [
      'parse_url("http://h/?a=1=2&&b=%20&a=3&=x")["Query Parameters"]',
      { a: "3", b: "%20", "": "x" },
    ],
    ['parse_url("")', url({})],
    ['parseurl("https://x").Host', "x"],
    [
      'parse_urlquery("k1=v1&k2=v2&k3=v3")',
      { "Query Parameters": { k1: "v1", k2: "v2", k3: "v3" } },
    ],
    ['parse_urlquery("")', { "Query Parameters": {} }],
    ['parseurlquery("a=b")["Query Parameters"].a', "b"],
    ["url_encode('https://www.bing.com/hello world')", "https%3a%2f%2fwww.bing.com%2fhello+world"],
    ['url_encode("aZ09-_.~!\'()*%+é€")', "aZ09-_.~%21%27%28%29%2a%25%2b%c3%a9%e2%82%ac"],
    ["url_encode('')", ""],
  ]);

  test("a parameter cannot reach the prototype of a bag", () => {
    expect(answer('bag_keys(parse_urlquery("__proto__=1&x=2")["Query Parameters"])')).toEqual([
      "__proto__",
      "x",
    ]);
  });

  test.each([
    ["colons", `http://${":".repeat(200_000)}`],
    ["at signs", `http://${"@".repeat(200_000)}:`],
    ["brackets", `http://${"[".repeat(200_000)}`],
    ["question marks", "?".repeat(200_000)],
  ])("many %s take linear time", (_, text) => {
    expect(answer(`isnull(parse_url(${literal(text)}))`)).toBe(false);
  });
});

const path = (parts: object) => ({
  Scheme: "",
  RootPath: "",
  DirectoryPath: "",
  DirectoryName: "",
  Filename: "",
  Extension: "",
  AlternateDataStreamName: "",
  ...parts,
});
const file = { Filename: "file.txt", Extension: "txt" };

describe("paths", () => {
  testAnswers([
    [
      String.raw`parse_path(@"C:\temp\file.txt")`,
      path({ RootPath: "C:", DirectoryPath: "C:\\temp", DirectoryName: "temp", ...file }),
    ],
    [
      String.raw`parse_path(@"temp\file.txt")`,
      path({ DirectoryPath: "temp", DirectoryName: "temp", ...file }),
    ],
    [
      'parse_path("file://C:/temp/file.txt:some.exe")',
      path({
        Scheme: "file",
        RootPath: "C:",
        DirectoryPath: "C:/temp",
        DirectoryName: "temp",
        AlternateDataStreamName: "some.exe",
        ...file,
      }),
    ],
    [
      String.raw`parse_path(@"\\shared\users\temp\file.txt.gz")`,
      path({
        DirectoryPath: "\\\\shared\\users\\temp",
        DirectoryName: "temp",
        Filename: "file.txt.gz",
        Extension: "gz",
      }),
    ],
    [
      'parse_path("/usr/lib/temp/file.txt")',
      path({ DirectoryPath: "/usr/lib/temp", DirectoryName: "temp", ...file }),
    ],
    [
      String.raw`parse_path(@"\\?\C:\temp\file.txt")`,
      path({ RootPath: "C:", DirectoryPath: "\\\\?\\C:\\temp", DirectoryName: "temp", ...file }),
    ],
    [
      String.raw`parse_path(@"C:\file.txt")`,
      path({ RootPath: "C:", DirectoryPath: "C:", ...file }),
    ],
    [
      String.raw`parse_path(@"C:\Windows\")`,
      path({ RootPath: "C:", DirectoryPath: "C:\\Windows", DirectoryName: "Windows" }),
    ],
    ['parse_path("file.txt")', path(file)],
    ['parse_path("README")', path({ Filename: "README" })],
    ['parse_path("")', path({})],
  ]);
});

describe("CSV", () => {
  testAnswers([
    [
      'parse_csv(\'aa,"b,b,b",cc,"Escaping quotes: ""Title""","line1\\nline2"\')',
      ["aa", "b,b,b", "cc", 'Escaping quotes: "Title"', "line1\nline2"],
    ],
    ["parse_csv('record1,a,b,c\\nrecord2,x,y,z')", ["record1", "a", "b", "c"]],
    ["parse_csv('a,,b,')", ["a", "", "b", ""]],
    ["parse_csv('a\\r\\nb')", ["a"]],
    ["parse_csv('')", [""]],
    ["parse_csv(' a, b ')", [" a", " b "]],
    ["parse_csv('\"a')", ["a"]],
    ["parse_csv('\"')", [""]],
    ['parse_csv(\'""""\')', ['"']],
    ["parse_csv('a\"b\",c')", ['a"b"', "c"]],
  ]);
});
