param appName string
param location string
param tags object
param telemetryWorkspaceId string

var parts = [
  {
    title: 'Coverage: the latest window of each rule and workspace; windows that were missed are in the lanes below'
    query: loadTextContent('../queries/workbook-coverage.kql')
    visualization: 'table'
  }
  {
    title: 'Lanes'
    query: loadTextContent('../queries/workbook-lanes.kql')
    visualization: 'table'
  }
  {
    title: 'Troubles of rules and workspaces; an empty Over means that the trouble is not over'
    query: loadTextContent('../queries/workbook-troubles.kql')
    visualization: 'table'
  }
  {
    title: 'New findings per rule and day of event time'
    query: loadTextContent('../queries/workbook-findings.kql')
    visualization: 'barchart'
  }
  {
    title: 'How often each ignore entry hid an event (overlapping windows count an event again)'
    query: loadTextContent('../queries/workbook-suppressions.kql')
    visualization: 'table'
  }
  {
    title: 'Run time and query cost per rule'
    query: loadTextContent('../queries/workbook-cost.kql')
    visualization: 'table'
  }
]

var timeRange = {
  type: 9
  content: {
    version: 'KqlParameterItem/1.0'
    parameters: [
      {
        id: guid(appName, 'time-range')
        version: 'KqlParameterItem/1.0'
        name: 'TimeRange'
        type: 4
        isRequired: true
        value: {
          durationMs: 604800000
        }
        typeSettings: {
          selectableValues: [
            { durationMs: 3600000 }
            { durationMs: 86400000 }
            { durationMs: 604800000 }
            { durationMs: 2592000000 }
          ]
          allowCustom: true
        }
      }
    ]
    style: 'pills'
    queryType: 0
    resourceType: 'microsoft.operationalinsights/workspaces'
  }
  name: 'parameters'
}

var queries = [
  for (part, index) in parts: {
    type: 3
    content: {
      version: 'KqlItem/1.0'
      query: replace(part.query, '{app}', appName)
      size: 0
      title: part.title
      timeContextFromParameter: 'TimeRange'
      queryType: 0
      resourceType: 'microsoft.operationalinsights/workspaces'
      visualization: part.visualization
    }
    name: 'query-${index}'
  }
]

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, appName, 'workbook')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'Sentinel Hunts (${appName})'
    category: 'sentinel'
    sourceId: telemetryWorkspaceId
    version: '1.0'
    serializedData: string({
      version: 'Notebook/1.0'
      items: concat([timeRange], queries)
      fallbackResourceIds: [
        telemetryWorkspaceId
      ]
      '$schema': 'https://github.com/Microsoft/Application-Insights-Workbooks/blob/master/schema/workbook.json'
    })
  }
}
