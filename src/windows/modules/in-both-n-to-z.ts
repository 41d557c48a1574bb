/** Modules in System32 and in SysWOW64, without `.dll`. */
export const IN_BOTH_N_TO_Z = `
napcrypt napinsp naturallanguage6 ncaapi ncdprop nci ncobjapi ncrypt ncryptprov ncryptsslp nddeapi
ndfapi ndfetw ndfhcdiscovery ndishc ndproxystub negoexts netapi32 netbios netcenter netcfgx
netcorehc netdiagfx netdriverinstall netevent netfxperf neth netid netiohlp netjoin netlogon netmsg
netplwiz netprofm netprovfw netprovisionsp netsetupapi netsetupengine netsetupshim netshell netutils
networkcollectionagent networkexplorer networkhelper networkitemfactory newdev ngccredprov
ngckeyenum ngcksp ngclocal ninput nlaapi nlhtml nlmgp nlmproxy nlmsprep nlsbres nlsdata0000
nlsdata0009 nlsdl nmadirect normaliz npmproxy npsm npsmdesktopprovider nshhttp nshipsec nshwfp nsi
ntasn1 ntdll ntdsapi ntlanman ntlanui2 ntlmshared ntmarta ntprint ntshrui ntvdm64 objsel occache
ocsetapi odbc32 odbcbcp odbcconf odbccp32 odbccr32 odbccu32 odbcint odbctrac oemlicense offfilt
offlinelsa offlinesam offreg ole32 oleacc oleacchooks oleaccrc oleaut32 oledlg oleprn omadmapi
ondemandbrokerclient ondemandconnroutehelper onecorecommonproxystub onecoreuapcommonproxystub
onedrivesettingsyncprovider onex onexui onnxruntime opcservices opengl32 ortcengine osbaseln
osuninst p2p p2pgraph p2pnetsh packager packagestateroaming panmap pautoenr payloadrestrictions
paymentmediatorserviceproxy pcacli pcaui pcpksp pcshellcommonproxystub pcwum pcwutl pdh pdhui
peerdist peerdistsh peopleapis perceptiondevice perceptionsimulation.proxystubs perfctrs perfdisk
perfnet perfos perfproc perfts phonecallhistoryapis phoneom phoneplatformabstraction phoneutil
phoneutilres photometadatahandler photowiz pickerplatform pid pidgenx pifmgr
pimindexmaintenanceclient pimstore pku2u pla playlistfolder playsndsrv playtodevice playtomanager
playtomenu playtoreceiver playtostatusprovider pngfilt pnrpnsp policymanager polstore
portabledeviceapi portabledeviceclassextension portabledeviceconnectapi portabledevicestatus
portabledevicesyncprovider portabledevicetypes portabledevicewiacompat posyncservices pots powercpl
powrprof presentationhostproxy prflbmsg print.workflow.source printplatformconfig printui
printworkflowproxy printworkflowservice printwsdahost prncache prnfldr prnntfy prntvpt profapi
profext propsys provcore provisioningcommandscsp provmigrate provplatformdesktop provsvc provthrd
proximitycommon proximitycommonpal proximityrtapipal prvdmofcomp psapi pshed psisdecd
psmodulediscoveryprovider pstorec puiapi puiobj pwrshplugin qasf qcap qdv qdvd qedit qedwipes quartz
query qwave racengn racpldlg radardt radarrs radcui rasadhlp rasapi32 raschap raschapext rasctrs
rasdiag rasdlg rasgcw rasman rasmontr rasplap rasppp rastapi rastls rastlsext rdpbase rdpcore
rdpencom rdpendp rdpsaps rdpserverbase rdpsharercom rdpviewerax rdvvmtransport reagent regapi
regctrl reguwpapi reinfo remoteaudioendpoint remotepg removedevicecontexthandler
removedeviceelevated resampledmo resourcepolicyclient resutils rfxvmt rgb9rast riched20 riched32
rmclient rnr20 rometadata rpchttp rpcns4 rpcnsh rpcrt4 rpcrtremote rsaenh rshx32 rstrtmgr rtffilt
rtm rtmcodecs rtmediaframe rtmmvrortc rtmpal rtmpltfm rtutils rtworkq samcli samlib sas sbe sbeio
sberes scansetting scarddlg scecli scesrv schannel schedcli scksp scripto scrobj scrptadm scrrun
sdiageng sdiagprv sdohlp search.protocolhandler.mapi2 searchfolder sechost secproc secproc_isv
secproc_ssp secproc_ssp_isv secur32 security securitycenterbrokerps semgrps sendmail sensapi
sensorsapi sensorscpl sensorsnativeapi sensorsnativeapi.v2 sensorsutilsv2 serialui serwvdrv sessenv
settingmonitor settingsync settingsynccore setupapi setupcl setupcln sfc sfc_os shacct shacctprofile
sharehost shcore shdocvw shell32 shellcommoncommonproxystub shellstyle shfolder shgina shimeng
shimgvw shlwapi shpafact shsetup shsvcs shunimpl shutdownext shwebsvc signdrv simauth simcfg slc
slcext slwga smartcardcredentialprovider smartscreenps smbhelperclass smphost sndvolsso snmpapi
socialapis softkbd softpub sortserver2003compat sortwindows61 sortwindows62 sortwindows6compat
spacebridge spatializerapo spbcd spfileq spinf spnet spopk spp sppc sppcext sppcomapi sppinst sppwmi
spwinsat spwizeng spwmp sqlsrv32 sqmapi srchadmin srclient srm srm_ps srmclient srmscan srmshell
srmstormod srmtrace srpapi srpuxnativesnapin srumapi srumsvc srvcli sscore ssdm ssdpapi sspicli
ssshim startupscan staterepository.core stclient sti stobject storagecontexthandler storagewmi
storagewmi_passthru storprop structuredquery sud sxproxy sxs sxshared sxsstore synccenter
synccontroller synchostps syncinfrastructure syncinfrastructureps syncproxy syncreg syncres
syncsettings syncutil syssetup systemcpl systemeventsbrokerclient systemsettings.datamodel
systemsupportinfo t2embed tapi3 tapi32 tapimigplugin tapiperf tapisrv tapisysprep tapiui taskapis
taskcomp taskschd taskschdps tbauth tbs tcpipcfg tcpmib tcpmonui tdh tempsignedlicenseexchangetask
termmgr tetheringclient textinputframework textinputmethodformatter textshaping themecpl themeui
threadpoolwinrt thumbcache tiledatarepository timedatemuicallback tlscsp tokenbinding tokenbroker
tokenbrokerui tpmcertresources tpmcompc tpmcoreprovisioning tquery traffic trustedsignalcredprov
tsbyuv tsgqec tsmf tspkg tsworkspace ttdloader ttdplm ttdrecord ttdrecordcpu ttlsauth ttlscfg
ttlsext tvratings twext twinapi twinapi.appcore twinui twinui.appcore txflog txfw32 tzautoupdate
tzres ucmhc ucrtbase ucrtbase_clr0400 udhisapi uexfat ufat uiamanager uianimation uiautomationcore
uicom uimanagerbrokerps uireng uiribbon ulib umdmxfrm umpdc unenrollhook unimdmat uniplat unistore
untfs updatepolicy upnp upnphost urefs urefsv1 ureg url urlmon usbceip usbperf usbui user32
useraccountcontrolsettings useractivitybroker usercpl userdataaccessres userdataaccountapis
userdatalanguageutil userdataplatformhelperutil userdatatimeutil userdatatypehelperutil
userdeviceregistration userdeviceregistration.ngc userenv userinitext userlanguageprofilecallback
usermgrcli usermgrproxy usoapi usp10 ustprov utildll uudf uxinit uxlib uxlibres uxtheme van vault
vaultcli vbscript vcardparser vcruntime140_clr0400 vds_ps verifier version vfwwdm32 vidreszr
virtdisk voiceactivationmanager voiprt vpnikeapi vscmgrps vss_ps vssapi vsstrace w32topl
wabsyncprovider walletbackgroundserviceproxy walletproxy wavemsp wbemcomn wcmapi wcnapi wcnwiz wdc
wdi wdigest wdscore webauthn webcamui webcheck webclnt webio webplatstorageserver webservices
websocket wecapi wer werdiagcontroller werenc weretw werui wevtapi wevtfwd wfapigp wfdprov wfhc
whhelper wiaaut wiadefui wiadss wiascanprofiles wiashext wiatrace wifidisplay wimgapi win32u winbio
winbioext winbrand wincorlib wincredprovider wincredui windowmanagementapi windows.accountscontrol
windows.ai.machinelearning windows.ai.machinelearning.preview windows.applicationmodel
windows.applicationmodel.background.systemeventsbroker
windows.applicationmodel.background.timebroker windows.applicationmodel.conversationalagent
windows.applicationmodel.conversationalagent.internal.proxystub
windows.applicationmodel.conversationalagent.proxystub windows.applicationmodel.core
windows.applicationmodel.datatransfer windows.applicationmodel.lockscreen
windows.applicationmodel.store windows.applicationmodel.store.preview.dosettings
windows.applicationmodel.store.testingframework windows.applicationmodel.wallet windows.data.pdf
windows.devices.alljoyn windows.devices.background windows.devices.background.ps
windows.devices.bluetooth windows.devices.custom windows.devices.custom.ps
windows.devices.enumeration windows.devices.haptics windows.devices.humaninterfacedevice
windows.devices.lights windows.devices.lowlevel windows.devices.midi windows.devices.perception
windows.devices.picker windows.devices.pointofservice windows.devices.portable
windows.devices.printers windows.devices.printers.extensions windows.devices.radios
windows.devices.scanners windows.devices.sensors windows.devices.serialcommunication
windows.devices.smartcards windows.devices.smartcards.phone windows.devices.usb windows.devices.wifi
windows.devices.wifidirect windows.energy windows.fileexplorer.common windows.gaming.input
windows.gaming.preview windows.gaming.ui.gamebar windows.gaming.xboxlive.storage
windows.globalization windows.globalization.fontgroups windows.globalization.phonenumberformatting
windows.graphics windows.graphics.display.brightnessoverride
windows.graphics.display.displayenhancementoverride windows.graphics.printing
windows.graphics.printing.3d windows.graphics.printing.workflow
windows.graphics.printing.workflow.native windows.internal.bluetooth
windows.internal.devices.sensors windows.internal.graphics.display.displaycolormanagement
windows.internal.graphics.display.displayenhancementmanagement windows.internal.management
windows.internal.securitymitigationsbroker windows.internal.shellcommon.accountscontrolexperience
windows.internal.shellcommon.printexperience windows.internal.shellcommon.tokenbrokermodal
windows.internal.ui.logon.proxystub windows.internal.ui.shell.windowtabmanager
windows.management.workplace windows.management.workplace.workplacesettings windows.media
windows.media.audio windows.media.backgroundmediaplayback windows.media.devices
windows.media.editing windows.media.faceanalysis windows.media.import windows.media.mediacontrol
windows.media.mixedrealitycapture windows.media.ocr windows.media.playback.backgroundmediaplayer
windows.media.playback.mediaplayer windows.media.playback.proxystub
windows.media.protection.playready windows.media.speech windows.media.streaming
windows.media.streaming.ps windows.mirage windows.mirage.internal windows.networking
windows.networking.backgroundtransfer windows.networking.backgroundtransfer.backgroundmanagerpolicy
windows.networking.connectivity windows.networking.hostname windows.networking.networkoperators.esim
windows.networking.networkoperators.hotspotauthentication windows.networking.proximity
windows.networking.servicediscovery.dnssd windows.networking.sockets.pushenabledapplication
windows.networking.vpn windows.networking.xboxlive.proxystub windows.payments
windows.perception.stub windows.security.authentication.identity.provider
windows.security.authentication.onlineid windows.security.authentication.web.core
windows.security.credentials.ui.credentialpicker windows.security.credentials.ui.userconsentverifier
windows.security.integrity windows.services.targetedcontent windows.shell.servicehostbuilder
windows.staterepository windows.staterepositorybroker windows.staterepositoryclient
windows.staterepositorycore windows.staterepositoryps windows.staterepositoryupgrade windows.storage
windows.storage.applicationdata windows.storage.compression windows.storage.onecore
windows.storage.search windows.system.diagnostics
windows.system.diagnostics.telemetry.platformtelemetryclient
windows.system.diagnostics.tracereporting.platformdiagnosticactions windows.system.launcher
windows.system.profile.hardwareid windows.system.profile.platformdiagnosticsandusagedatasettings
windows.system.profile.retailinfo windows.system.profile.systemid
windows.system.profile.systemmanufacturers windows.system.remotedesktop
windows.system.systemmanagement windows.system.userdeviceassociation
windows.system.userprofile.diagnosticssettings windows.ui windows.ui.accessibility
windows.ui.core.textinput windows.ui.cred windows.ui.creddialogcontroller windows.ui.fileexplorer
windows.ui.immersive windows.ui.input.inking windows.ui.input.inking.analysis windows.ui.search
windows.ui.xaml windows.ui.xaml.controls windows.ui.xaml.inkcontrols windows.ui.xaml.maps
windows.ui.xaml.phone windows.ui.xamlhost windows.web windows.web.diagnostics windows.web.http
windowscodecs windowscodecsext windowscodecsraw windowsdefaultheatprocessor windowslivelogin
windowsperformancerecordercontrol winfax winhttp winhttpcom wininet wininetlui wininitext winipcfile
winipcsecproc winipsec winlangdb winml winmm winmmbase winmsipc winmsoirmprotector winnlsres winnsi
winopcirmprotector winrnr winrscmd winrsmgr winrssrv winrttracing winsatapi winscard winshfhc winsku
winsockhc winsqlite3 winsrpc winsta winsync winsyncmetastore winsyncproviders wintrust wintypes
winusb wisp wkscli wkspbrokerax wksprtps wlanapi wlancfg wlanconn wlandlg wlangpui wlanhlp wlanmm
wlanpref wlanui wlanutil wldap32 wldp wlgpclnt wlidcli wlidcredprov wlidfdp wlidnsp wlidprov wlidres
wmadmod wmadmoe wmasf wmcodecdspps wmdmlog wmdmps wmdrmsdk wmerror wmi wmiclnt wmidcom wmidx wmiprop
wmitomi wmnetmgr wmp wmpdxm wmpeffects wmphoto wmploc wmpps wmpshell wmsgapi wmspdmod wmspdmoe
wmvcore wmvdecod wmvdspa wmvencod wmvsdecd wmvsencd wmvxencd wofutil wordbreakers workfoldersres
wpbcreds wpc wpcwebfilter wpdshext wpdshserviceobj wpdsp wpnapps wpnclient wpportinglibrary ws2_32
ws2help wscapi wscinterop wscisvif wsclient wscproxystub wsdapi wsdchngr wsecedit wshbth wshcon
wshelper wshext wshhyperv wship6 wshqos wshrm wshtcpip wshunix wsmagent wsmanmigrationplugin wsmauto
wsmplpxy wsmres wsmsvc wsmwmipl wsnmp32 wsock32 wsp_fs wsp_health wsp_sr wtsapi32 wuapi wuceffects
wudriver wups wvc wwaapi wwaext wwanapi wwapi xaudio2_8 xaudio2_9 xblauthmanagerproxy
xblauthtokenbrokerext xblgamesaveproxy xboxgipsynthetic xinput1_4 xinput9_1_0 xinputuap xmlfilter
xmllite xmlprovi xolehlp xpsdocumenttargetprint xpsgdiconverter xpsprint xpsrasterservice
xpsservices xwizards xwreg xwtpdui xwtpw32 zipcontainer zipfldr ztrace_maps
`;
