import { describe, expect, test } from "vitest";
import { readXml } from "../../../src/kql/functions/xml-document.ts";
import { answer, literal, testAnswers } from "./answer.ts";

test.each([
  ["<e/>", { e: null }],
  ["<e></e>", { e: null }],
  ["<e> \n </e>", { e: null }],
  ["<e>text</e>", { e: "text" }],
  ['<e name="value" />', { e: { "@name": "value" } }],
  ['<e name="value"></e>', { e: { "@name": "value" } }],
  ['<e name="value">text</e>', { e: { "@name": "value", "#text": "text" } }],
  ["<e> <a>text</a> <b>text</b> </e>", { e: { a: "text", b: "text" } }],
  ["<e> <a>text</a> <a>text</a> </e>", { e: { a: ["text", "text"] } }],
  ["<e> text <a>text</a> </e>", { e: { "#text": "text", a: "text" } }],
  ["<e>a<b/>c<b/></e>", { e: { "#text": ["a", "c"], b: [null, null] } }],
  ["<e>a<!-- - -->b</e>", { e: { "#text": ["a", "b"] } }],
  ["<e a='1' b=\"it's\"/>", { e: { "@a": "1", "@b": "it's" } }],
  ['<n:e xmlns:n="urn:x" n:a = "1"/>', { "n:e": { "@xmlns:n": "urn:x", "@n:a": "1" } }],
  ['<?xml version="1.0"?>\n<!DOCTYPE e>\n<!-- c --><e>x</e><?p?>\n', { e: "x" }],
  ["<e>5 &lt; 6 &amp;&amp; 7 &gt; 6 &quot;&apos;</e>", { e: "5 < 6 && 7 > 6 \"'" }],
  ["<e>&#65;&#x42;&#128512;</e>", { e: "AB😀" }],
  ["<e>a\r\nb</e>", { e: "a\nb" }],
  ['<e a="1\t2\n3"/>', { e: { "@a": "1 2 3" } }],
  ["<e><![CDATA[x]]></e>", { e: null }],
  ["<größe>1</größe>", { größe: "1" }],
])("%j is read as %j", (xml, expected) => {
  expect(readXml(xml)).toEqual(expected);
});

describe("what is not well-formed is null", () => {
  test.each([
    "",
    "text",
    "<e>",
    "</e>",
    "<e></f>",
    "<e><f></e></f>",
    "<e/><f/>",
    "<e/>text",
    "<e a=1/>",
    "<e a/>",
    '<e a="1" a="2"/>',
    '<e a="<"/>',
    "<e>&nbsp;</e>",
    "<e>&</e>",
    "<e>&#0;</e>",
    "<e>&#xD800;</e>",
    "<e>&#99999999;</e>",
    "<1/>",
    "<e",
    "<!-- <e/>",
    "<e/><!DOCTYPE e>",
  ])("%j", (xml) => {
    expect(readXml(xml)).toBeNull();
  });
});

describe("a hostile document", () => {
  test("cannot expand entities of its own", () => {
    const laughs = '<!DOCTYPE e [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]><e>&b;</e>';
    expect(readXml(laughs)).toBeNull();
    expect(readXml('<!DOCTYPE e [<!ENTITY a "lol">]><e>x</e>')).toEqual({ e: "x" });
  });

  test("cannot reach the prototype of a bag", () => {
    const read = readXml('<e __proto__="x"><__proto__><polluted/></__proto__></e>');
    const root = (read as Record<string, object>)["e"] ?? {};
    expect(Object.keys(root)).toEqual(["@__proto__", "__proto__"]);
    expect({}).not.toHaveProperty("polluted");
  });

  test("nested deeper than a thousand elements is null, and one of a thousand is not", () => {
    const nested = (depth: number) => `${"<a>".repeat(depth)}x${"</a>".repeat(depth)}`;
    expect(readXml(nested(1_001))).toBeNull();
    expect(readXml(nested(1_000))).toHaveProperty("a");
    expect(readXml("<a>".repeat(300_000))).toBeNull();
  });

  test.each([
    ["blanks in a tag", `<e${" ".repeat(500_000)}`],
    ["attributes", `<e${' a="1"'.repeat(150_000)}`],
    ["ampersands", `<e>${"&".repeat(500_000)}</e>`],
    ["open brackets", "<".repeat(500_000)],
    ["brackets of a document type", `<!DOCTYPE ${"[".repeat(500_000)}`],
  ])("of many %s is rejected", (_, xml) => {
    expect(readXml(xml)).toBeNull();
  });
});

describe("parse_xml()", () => {
  const event =
    '<DataItem type="System.XmlData"><EventData xmlns="http://schemas.microsoft.com/win/2004">' +
    '<Data Name="Image">C:\\a.exe</Data><Data Name="User">S-1-5</Data></EventData></DataItem>';

  testAnswers([
    [`parse_xml(${literal(event)}).DataItem.EventData.Data[1]["#text"]`, "S-1-5"],
    [`parse_xml(${literal(event)}).DataItem.EventData.Data[0]["@Name"]`, "Image"],
    [`parse_xml(${literal(event)}).DataItem["@type"]`, "System.XmlData"],
    ['parse_xml("")', null],
    ["parse_xml(dynamic(null))", null],
    ['parse_xml(dynamic("<e>1</e>"))', { e: "1" }],
    ['array_length(parse_xml("<e><a/></e>").e.a)', null],
  ]);

  test("reads a mebibyte and gives null for more", () => {
    const ofSize = (size: number) => `strcat("<e>", "${"x".repeat(size - 7)}", "</e>")`;
    expect(answer(`isnull(parse_xml(${ofSize(999_000)}))`)).toBe(false);
    expect(answer('isnull(parse_xml(strcat("<e>", strrep(strrep("€", 1000), 400), "</e>")))')).toBe(
      true,
    );
  });
});
