import { all, type Entries, field, line } from "./entries.ts";

const IMAGE = field("Process", "equals", "C:\\Windows\\System32\\certutil.exe");

export const CERTUTIL: Entries = {
  program: "certutil",
  rule: "certutil-odd-use",
  weak: [
    ["an address of the own network", line("contains", "http://pki.contoso.com/")],
    [
      "the beginning of an address",
      line("startsWith", "certutil -urlcache -f http://pki.contoso.com"),
    ],
    ["a list's name", line("contains", "contoso.crl")],
    ["how a line ends", line("endsWith", "contoso-root.cer")],
    ["an option", line("contains", "-urlcache -f")],
    ["a verb as an argument", line("hasToken", "-decode")],
    ["a folder", line("contains", "C:\\Program Files\\Contoso\\")],
    ["an expression without ends", line("regex", "pki\\.contoso\\.com.*\\.crl")],
    [
      "an expression with a beginning",
      line("regex", "^certutil(\\.exe)? -decode C:\\\\Install\\\\.*"),
    ],
    ["a word", line("has", "contoso")],
    ["a wildcard", line("wildcard", "*certutil* -urlcache *contoso*.crl*")],
    [
      "a parent and a verb",
      all(field("ActingProcessName", "endsWith", "\\agent.exe"), line("contains", "-decode")),
    ],
    ["the program and an account", all(IMAGE, field("User", "equals", "CORP\\pki"))],
    [
      "a file where a user can write",
      all(
        IMAGE,
        line("equals", "certutil -decode C:\\ProgramData\\Contoso\\a.txt C:\\Contoso\\a.exe"),
      ),
    ],
    [
      "a whole line of any program",
      line("equals", "certutil -decode C:\\Contoso\\a.b64 C:\\Contoso\\a.cer"),
    ],
  ],
  sound: [
    [
      "a list, and the program",
      all(
        IMAGE,
        line("equals", "certutil -urlcache -f http://pki.contoso.com/contoso.crl contoso.crl"),
      ),
    ],
    [
      "another verb for the list",
      all(IMAGE, line("equals", "certutil -verifyctl -f http://pki.contoso.com/contoso.stl")),
    ],
    [
      "decoding a certificate",
      all(IMAGE, line("equals", "certutil -decode C:\\Contoso\\a.b64 C:\\Contoso\\a.cer")),
    ],
    [
      "encoding a certificate",
      all(IMAGE, line("equals", "certutil -encode C:\\Contoso\\a.cer C:\\Contoso\\a.b64")),
    ],
    [
      "one of two whole lines",
      all(IMAGE, {
        field: "CommandLine",
        op: "in",
        value: [
          "certutil -decode C:\\Contoso\\a.b64 C:\\Contoso\\a.cer",
          "certutil -decode C:\\Contoso\\b.b64 C:\\Contoso\\b.cer",
        ],
      }),
    ],
    [
      "an expression with both ends",
      all(
        IMAGE,
        line(
          "regex",
          "^certutil -decode C:\\\\Contoso\\\\[a-z]+\\.b64 C:\\\\Contoso\\\\[a-z]+\\.cer$",
        ),
      ),
    ],
    [
      "a whole line with a parent",
      all(
        IMAGE,
        line("equals", "certutil -encode C:\\Contoso\\a.cer C:\\Contoso\\a.b64"),
        field("ActingProcessName", "equals", "C:\\Program Files\\Contoso\\agent.exe"),
      ),
    ],
    [
      "a whole line with an account",
      all(
        IMAGE,
        line("equals", "certutil -decode C:\\Contoso\\a.b64 C:\\Contoso\\a.pfx"),
        field("User", "equals", "CORP\\pki"),
      ),
    ],
    ["clearing the store of addresses", all(IMAGE, line("equals", "certutil -urlcache * delete"))],
    [
      "the 32-bit program",
      all(
        field("Process", "equals", "C:\\Windows\\SysWOW64\\certutil.exe"),
        line("equals", "certutil -decode C:\\Contoso\\a.b64 C:\\Contoso\\a.cer"),
      ),
    ],
  ],
};
