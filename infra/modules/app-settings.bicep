// The app's settings. The template always sets its own; others that were changed in the portal are kept.
import { incidentsByOf, namesWith, settingsAfter } from 'settings-merge.bicep'

param appName string

@description('The settings that the app has now. Secure, because the deployment history must not show their values.')
@secure()
param live object

@description('The settings given to this deployment; an empty value counts as not given.')
param given object

@description('The settings that the template itself creates, and always sets.')
param own object

@description('rule, api, or empty: the app keeps its way, and a new one uses analytics rules.')
param incidentsBy string

@description('Settings of the template\'s own that take precedence if the app makes incidents by analytics rules.')
param ownByRule object

var asked = union(given, { INCIDENTS_BY: incidentsByOf(incidentsBy, live) })
var after = settingsAfter(live, asked, own)
var byRule = toLower(after.?INCIDENTS_BY ?? '') == 'rule'

resource app 'Microsoft.Web/sites@2024-04-01' existing = {
  name: appName
}

resource settings 'Microsoft.Web/sites/config@2024-04-01' = {
  parent: app
  name: 'appsettings'
  // Where incidents are made by the API, the app knows no findings table: an earlier version refuses a workspace with one.
  // A filter, and no condition, because a snapshot shows its values.
  properties: union(
    after,
    toObject(filter(items(ownByRule), setting => byRule), setting => setting.key, setting => setting.value)
  )
}

@description('Names of settings that were changed in the portal and kept, because this deployment was given no new value.')
// Names only, no values.
#disable-next-line outputs-should-not-contain-secrets
output kept string[] = namesWith('kept', live, asked, own)

@description('Names of settings that were changed both in the portal and for this deployment: the portal\'s value is kept.')
#disable-next-line outputs-should-not-contain-secrets
output inConflict string[] = namesWith('conflict', live, asked, own)
