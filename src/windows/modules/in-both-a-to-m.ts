/** Modules in System32 and in SysWOW64, without `.dll`. */
export const IN_BOTH_A_TO_M = `
aadauthhelper aadtb aadwamextension aarsvc abovelockapphost accessibilitycpl accountaccessor
accountsrt acgenral aclayers acledit aclui acppage acspecfc actioncenter actioncentercpl
activationclient activationmanager activeds activesyncprovider actxprxy acwinrt acxtrnal
adaptivecards addressparser admtmpl adprovider adrclient adsldp adsldpc adsmsext adsnt adtschema
advapi32 advapi32res advpack aeevts aepic agentactivationruntime agentactivationruntimewindows
altspace amsi amstream analogcommonproxystub apds aphostclient apisethost.appexecutionalias
appcontracts appextension apphelp apphlpdm appidapi appidpolicyengineapi appinstallerprompt.desktop
applockercsp appmanagementconfiguration appmgmts appmgr appointmentactivation appointmentapis
apprepapi appresolver appvclientps appvsentinel appvterminator appxalluserstore
appxapplicabilityengine appxdeploymentclient appxpackaging appxsip archiveint asferror
aspnet_counters assignedaccessruntime asycfilt atl atlthunk atmlib audioeng audiokse audioses
auditnativesnapin auditpolcore auditpolicygpinterop auditpolmsg authbroker authbrokerui authext
authfwcfg authfwgp authfwsnapin authfwwizfwk authui authz autoplay avicap32 avifil32 avrt azroles
azroleui azsqlext azuresettingsyncprovider backgroundmediapolicy bamsettingsclient basecsp batmeter
bcastdvr.proxy bcastdvrbroker bcastdvrclient bcastdvrcommon bcd bcp47langs bcp47mrm bcrypt
bcryptprimitives bidispl bingmaps bingonlineservices biocredprov bitlockercsp bitsperf bitsproxy
biwinrt bluetoothapis bootvid browcli browsersettingsync browseui btagservice bthtelemetry btpanui
bwcontexthandler c_g18030 c_gsm7 c_is2022 c_iscii cabapi cabinet cabview callbuttons
callbuttons.proxystub callhistoryclient cameracaptureui capabilityaccessmanagerclient capauthz
capiprovider capisp castingshellext catsrv catsrvps catsrvut cca cdosys cdp cdprt cemapi certca
certcli certcredprovider certenc certenroll certenrollui certmgr certpkicmdlet certpoleng cewmdm
cfgbkend cfgmgr32 cfmifs cfmifsproxy chakra chakradiag chakrathunk chartv chatapis
chxreadingstringime cic ciwmi clb clbcatq cldapi clfsw32 cliconfg clipboardserver clipc
cloudexperiencehostcommon cloudexperiencehostuser clrhost clusapi cmcfg32 cmdext cmdial32 cmgrcspps
cmifw cmintegrator cmlua cmpbk32 cmstplua cmutil cngcredui cngprovider cnvfat colbact
coloradapterclient colorcnv colorui combase comcat comctl32 comdlg32 coml2 composableshellproxystub
comppkgsup compstui comrepl comres comsnap comsvcs comuid configureexpandedstorage connect
connectedaccountstate console consolelogon contactactivation contactapis container
contentdeliverymanager.utilities coreglobconfig coremas coremessaging coremmres coreshellapi
coreuicomponents cpfilters credprov2fahelper credprovdatamodel credprovhelper credprovhost credprovs
credprovslegacy credssp credui crypt32 cryptbase cryptdlg cryptdll cryptext cryptnet cryptngc
cryptowinrt cryptsp crypttpmeksvc cryptui cryptuiwizard cryptxml cscapi cscdll cscobj d2d1 d3d10
d3d10_1 d3d10_1core d3d10core d3d10level9 d3d10warp d3d11 d3d11on12 d3d12 d3d8thk d3d9 d3d9on12
d3dcompiler_47 d3dscache dabapi dafprintprovider daotpcredentialprovider dataclen dataexchange
davclnt davhlpr davsyncprovider daxexec dbgcore dbgeng dbghelp dbgmodel dbnetlib dbnmpntw dciman32
dcomp ddaclsys ddisplay ddoiproxy ddores ddraw ddrawex defaultdevicemanager defaultprinterprovider
delegatorprovider desktopshellappstatecontract devdispitemprovider devenum deviceaccess
deviceassociation devicecenter devicecredential devicedisplaystatusmanager deviceflows.datamodel
devicengccredprov devicepairing devicepairingfolder devicepairingproxy devicereactivation
devicesetupstatusprovider deviceuxres devmgr devobj devrtl dfscli dfshim dfsshlex dhcpcmonitor
dhcpcore dhcpcore6 dhcpcsvc dhcpcsvc6 dhcpsapi diagnosticdataquery diagnosticinvoker dialclient
dictationmanager difxapi dimsjob dimsroam dinput dinput8 direct2ddesktop directmanipulation directml
dismapi dispbroker dispex display displaymanager dlnashext dmalertlistener.proxystub dmappsres
dmcfgutils dmcmnutils dmcommandlineutils dmdlgs dmdskmgr dmdskres dmdskres2 dmenrollengine dmintf
dmiso8601utils dmloader dmocx dmoleaututils dmprocessxmlfiltered dmpushproxy dmrcdecoder dmsynth
dmusic dmutil dmvdsitf dmxmlhelputils dnsapi dnscmmc docprop dolbydecmft dot3api dot3cfg dot3dlg
dot3gpclnt dot3gpui dot3hc dot3msm dot3ui dpapi dpapiprovider dpnaddr dpnathlp dpnet dpnhpast
dpnhupnp dpnlobby dpx dragdropexperiencecommon dragdropexperiencedataexchangedelegated drprov drt
drtprov drttransport drvsetup drvstore dsauth dsccoreconfprov dsclient dsdmo dskquota dskquoui
dsound dsparse dsprop dsquery dsreg dsregtask dsrole dssec dssenh dsui dsuiext dswave dtsh dui70
duser dusmapi dwmapi dwrite dxcore dxdiagn dxgi dxilconv dxmasf dxptasksync dxtmsft dxtrans dxva2
eapp3hst eappcfg eappgnui eapphost eappprxy eapprovp eapputil eapsimextdesktop eapteapconfig
eapteapext easwrt edgehtml edgeiso edgemanager editbuffertesthook editionupgradehelper
editionupgrademanagerobj edpauditapi edputil efsadu efsext efsutil efswrt ehstorapi ehstorpwdmgr els
elscore elshyph elslad elstrans emailapis embeddedmodesvcapi encapi enrollmentapi
enterpriseappmgmtclient enterpriseresourcemanager eqossnap errordetails errordetailscore es esdsip
esent esentprf esevss etwcoreuicomponentsresources etweseproviderresources etwrundown eventcls evr
execmodelclient execmodelproxy explorerframe exsmime extrasxmlparser f3ahvoas familysafetyext
faultrep fdbth fdbthproxy fddevquery fde fdeploy fdpnp fdprint fdproxy fdssdp fdwcn fdwnet fdwsd
feclient ffbroker fidocredprov filemgmt findnetprinters fingerprintcredential firewallapi
firewallcontrolpanel flightsettings fltlib fmifs fms fontext fontglyphanimator fontsub fphc framedyn
framedynos frameserverclient frprov fsutilext fundisc fveapi fveapibase fvecerts fwbase fwcfg
fwpolicyiomgr fwpuclnt fwremotesvr fxsapi fxscom fxscomex fxsresm gamebarpresencewriter.proxy
gamechatoverlayext gamechattranscription gameinput gamemode gamepanelexternalhook gameux gamingtcui
gcdef gdi32 gdi32full gdiplus geocommon geolocation getuname glmf32 globinputhost glu32 gmsaclient
gpapi gpedit gpprefcl gpprnext gpscript gptext graphicscapture hbaapi hcproviders hdcphandler
heatcore helppaneproxy hgcpl hhsetup hid hidserv hlink hmkd hnetcfg hnetcfgclient hnetmon
holoshellruntime hotplug hrtfapo httpapi htui hvsimanagementapi ia2comproxy ias iasacct iasads
iasdatastore iashlpr iasmigplugin iasnap iaspolcy iasrad iasrecst iassam iassdo iassvcs icm32 icmp
icmui iconcodecservice icsigd icu icuin icuuc idctrls idndl idstore ieadvpack ieapfltr iedkcs32
ieframe iemigplugin iepeers ieproxy iernonce iertutil iesetup iesysprep ieui ifmon ifsutil ifsutilx
imagehlp imageres imagesp1 imapi imapi2 imapi2fs imgutil imm32 indexeddblegacy inetcomm inetmib1
inetres inked inkobjcore input inputhost inputinjectionbroker inputswitch inseng installservice
installservicetasks iologmsg ipeloggingdictationhelper iphlpapi ipnathlpclient iprtprio iprtrmgr
ipsecsnp ipsmsnap iri iscsicpl iscsidsc iscsied iscsium iscsiwmi iscsiwmiv2
isolatedwindowsenvironmentutils itircl itss iyuv_32 javascriptcollectionagent joinproviderol
joinutil jpmapcontrol jscript jscript9 jscript9diag jsproxy kbd101 kbd101a kbd101b kbd101c kbd103
kbd106 kbd106n kbda1 kbda2 kbda3 kbdadlm kbdal kbdarme kbdarmph kbdarmty kbdarmw kbdax2 kbdaze
kbdazel kbdazst kbdbash kbdbe kbdbene kbdbgph kbdbgph1 kbdbhc kbdblr kbdbr kbdbu kbdbug kbdbulg
kbdca kbdcan kbdcher kbdcherp kbdcr kbdcz kbdcz1 kbdcz2 kbdda kbddiv1 kbddiv2 kbddv kbddzo kbdes
kbdest kbdfa kbdfar kbdfc kbdfi kbdfi1 kbdfo kbdfr kbdfthrk kbdgae kbdgeo kbdgeoer kbdgeome kbdgeooa
kbdgeoqw kbdgkl kbdgn kbdgr kbdgr1 kbdgrlnd kbdgthc kbdhau kbdhaw kbdhe kbdhe220 kbdhe319 kbdheb
kbdhebl3 kbdhela2 kbdhela3 kbdhept kbdhu kbdhu1 kbdibm02 kbdibo kbdic kbdinasa kbdinbe1 kbdinbe2
kbdinben kbdindev kbdinen kbdinguj kbdinhin kbdinkan kbdinmal kbdinmar kbdinori kbdinpun kbdintam
kbdintel kbdinuk2 kbdir kbdit kbdit142 kbdiulat kbdjav kbdjpn kbdkaz kbdkhmr kbdkni kbdkor kbdkurd
kbdkyr kbdla kbdlao kbdlisub kbdlisus kbdlk41a kbdlt kbdlt1 kbdlt2 kbdlv kbdlv1 kbdlvst kbdmac
kbdmacst kbdmaori kbdmlt47 kbdmlt48 kbdmon kbdmonmo kbdmonst kbdmyan kbdne kbdnec kbdnec95 kbdnecat
kbdnecnt kbdnepr kbdnko kbdno kbdno1 kbdnso kbdntl kbdogham kbdolch kbdoldit kbdosa kbdosm kbdpash
kbdphags kbdpl kbdpl1 kbdpo kbdro kbdropr kbdrost kbdru kbdru1 kbdrum kbdsf kbdsg kbdsl kbdsl1
kbdsmsfi kbdsmsno kbdsn1 kbdsora kbdsorex kbdsors1 kbdsorst kbdsp kbdsw kbdsw09 kbdsyr1 kbdsyr2
kbdtaile kbdtajik kbdtat kbdth0 kbdth1 kbdth2 kbdth3 kbdtifi kbdtifi2 kbdtiprc kbdtiprd kbdtt102
kbdtuf kbdtuq kbdturme kbdtzm kbdughr kbdughr1 kbduk kbdukx kbdur kbdur1 kbdurdu kbdus kbdusa kbdusl
kbdusr kbdusx kbduzb kbdvntc kbdwol kbdyak kbdyba kbdycc kbdycl kerbclientshared kerberos
kernel.appcore kernel32 kernelbase keycredmgr keyiso keymgr ksuser ktmw32 l2gpstore l2nacp l2sechc
languageoverlayutil laprxy licensemanager licensemanagerapi licensingdiagspp licensingwinrt licmgr10
linkinfo loadperf localsec locationapi locationframeworkinternalps locationframeworkps lockappbroker
lockscreendata loghours logoncli lpk lsmproxy luainstall luiapi lz32 magnification mapconfiguration
mapcontrolcore mapcontrolstringsres mapgeocoder mapi32 mapistub maprouter mapsbtsvc mbaeapi
mbaeapipublic mbsmsapi mbussdapi mccsengineshared mciavi32 mcicda mciqtz32 mciseq mciwave mcrecvsrc
mdminst mdmlocalmanagement mdmregistration messagingdatamodel2 mf mf3216 mfaacenc mfasfsrcsnk
mfaudiocnv mfc42 mfc42u mfcaptureengine mfcore mfcsubs mfds mfdvdec mferror mfh263enc mfh264enc
mfksproxy mfmediaengine mfmjpegdec mfmkvsrcsnk mfmp4srcsnk mfmpeg2srcsnk mfnetcore mfnetsrc
mfperfhelper mfplat mfplay mfps mfreadwrite mfsensorgroup mfsrcsnk mfsvr mftranscode mfvdsp mfvfw
mfwmaaec mgmtapi mi mibincodec microsoft.bluetooth.proxy
microsoft.management.infrastructure.native.unmanaged microsoft.uev.appagent
microsoft.uev.office2010customactions microsoft.uev.office2013customactions
microsoftaccounttokenprovider microsoftaccountwamextension midimap migisol miguiresource mimefilt
mimofcodec minstoreevents miracastreceiver miracastreceiverext mirrordrvcompat mispace
mitigationconfiguration miutils mixedrealityruntime mlang mmcbase mmcndmgr mmcshext mmdevapi
mmgaclient mmgaproxystub mmres mobilenetworking modemui moricons moshostclient mosstorage mp3dmod
mp43decd mp4sdecd mpg4decd mpr mprapi mprddm mprdim mprext mprmsg mrmcorer mrmdeploy mrmindexer
mrt100 mrt_map ms3dthumbnailprovider msaatext msac3enc msacm32 msafd msajapi msalacdecoder
msalacencoder msamrnbdecoder msamrnbencoder msamrnbsink msamrnbsource msasn1 msauddecmft msaudite
msauserext mscandui mscat32 msclmd mscms mscoree mscorier mscories msctf msctfmonitor msctfp msctfui
msctfuimanager msdadiag msdart msdelta msdmo msdrm msdtcprx msdtcspoffln msdtcuiu msdtcvsp1res
msfeeds msfeedsbs msflacdecoder msflacencoder msftedit msheif mshtml mshtmldac mshtmled mshtmler msi
msidcrl40 msident msidle msidntld msieftp msihnd msiltcfg msimg32 msimsg msimtf msisip msiso msiwer
mskeyprotcli mskeyprotect msls31 msmpeg2adec msmpeg2enc msmpeg2vdec msobjs msoert2 msopusdecoder
mspatcha mspatchc msphotography msports msrating msrawimage msrdc msrdpwebaccess msrle32 msscntrs
mssign32 mssip32 mssitlb msspellcheckingfacility mssph mssprxy mssrch mssvp mstask mstscax msutb
msv1_0 msvcirt msvcp110_win msvcp120_clr0400 msvcp140_clr0400 msvcp60 msvcp_win msvcr100_clr0400
msvcr120_clr0400 msvcrt msvfw32 msvidc32 msvidctl msvideodsp msvp9dec msvproc msvpxenc mswb7 mswebp
mswmdm mswsock msxml3 msxml3r msxml6 msxml6r msyuv mtf mtxclu mtxdm mtxex mtxoci muifontsetup
mycomput mydocs
`;
