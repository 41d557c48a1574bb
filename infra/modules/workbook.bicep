param appName string
param location string
param tags object
param telemetryWorkspaceId string

var parts = [
  {
    title: 'Coverage: up to when each rule has hunted each workspace'
    query: loadTextContent('../queries/workbook-coverage.kql')
    visualization: 'table'
  }
  {
    title: 'Lanes'
    query: loadTextContent('../queries/workbook-lanes.kql')
    visualization: 'table'
  }
  {
    title: 'Findings per rule and day of event time'
    query: loadTextContent('../queries/workbook-findings.kql')
    visualization: 'barchart'
  }
  {
    title: 'Suppressed events per ignore entry'
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
