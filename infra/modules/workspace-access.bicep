// The app's rights in the Sentinel workspaces of one resource group. They are assigned on the group, because rights on a
// workspace alone do not include Sentinel's resources next to it.
param identityId string
param principalId string

@allowed(['Least', 'Contributor'])
param rights string

@description('Whether incidents, comments and relations are written in addition to bookmarks.')
param writesIncidents bool

var sentinelReader = '8d289c81-5878-46d4-8554-54e1e3d8b5cb'
var sentinelResponder = '3e150937-b8fe-4cfb-8069-0eaf05ecd056'
var sentinelContributor = 'ab8e14d6-4a74-4a29-9ba8-549422addade'
var least = rights == 'Least'
var builtIn = least ? (writesIncidents ? sentinelResponder : sentinelReader) : sentinelContributor

resource sentinelRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(resourceGroup().id, identityId, builtIn)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', builtIn)
    principalId: principalId
    principalType: 'ServicePrincipal'
    description: writesIncidents ? 'Sentinel Hunts: queries, incidents, comments, relations' : 'Sentinel Hunts: queries'
  }
}

// No built-in role below Contributor is allowed to write bookmarks.
resource bookmarkWriter 'Microsoft.Authorization/roleDefinitions@2022-04-01' = if (least) {
  name: guid(resourceGroup().id, identityId, 'bookmark-writer')
  properties: {
    roleName: 'Sentinel Hunts bookmark writer ${uniqueString(resourceGroup().id, identityId)}'
    description: 'Reads and writes hunting bookmarks.'
    type: 'CustomRole'
    assignableScopes: [
      resourceGroup().id
    ]
    permissions: [
      {
        actions: [
          'Microsoft.SecurityInsights/bookmarks/read'
          'Microsoft.SecurityInsights/bookmarks/write'
        ]
        notActions: []
      }
    ]
  }
}

resource bookmarkRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (least) {
  name: guid(resourceGroup().id, identityId, 'bookmark-writer-assignment')
  properties: {
    roleDefinitionId: bookmarkWriter.id
    principalId: principalId
    principalType: 'ServicePrincipal'
    description: 'Sentinel Hunts: bookmarks'
  }
}
