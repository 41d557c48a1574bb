// The app's settings. Those of the template are its own; what somebody changed of the others in the portal stays as it is.
import { namesWith, settingsAfter } from 'settings-merge.bicep'

param appName string

@description('What the app has now. Secure, since the history of deployments must not show what somebody keeps in other settings.')
@secure()
param live object

@description('What this deployment was given; an empty value is none.')
param given object

@description('What this deployment makes itself, and always sets.')
param own object

resource app 'Microsoft.Web/sites@2024-04-01' existing = {
  name: appName
}

resource settings 'Microsoft.Web/sites/config@2024-04-01' = {
  parent: app
  name: 'appsettings'
  properties: settingsAfter(live, given, own)
}

@description('Names of settings that were changed in the portal and kept: this deployment was given nothing new for them.')
// Names, no values.
#disable-next-line outputs-should-not-contain-secrets
output kept string[] = namesWith('kept', live, given, own)

@description('Names of settings that were changed in the portal and in what this deployment was given: the portal\'s value is kept.')
#disable-next-line outputs-should-not-contain-secrets
output inConflict string[] = namesWith('conflict', live, given, own)
