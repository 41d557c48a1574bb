import { Workspace } from 'types.bicep'

param name string

resource existingWorkspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' existing = {
  name: name
}

output workspace Workspace = {
  workspaceId: existingWorkspace.properties.customerId
  subscriptionId: subscription().subscriptionId
  resourceGroup: resourceGroup().name
  workspaceName: name
}
