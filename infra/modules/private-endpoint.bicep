// One private endpoint, and where wanted its DNS zone with a link to the endpoint's network.
param name string
param location string
param tags object
param subnetId string

@description('The resource that is reached.')
param targetId string

@description('The part of it: blob, table, sites.')
param part string

@description('Name of the private DNS zone; empty: somebody else registers the endpoint.')
param zoneName string

var networkId = split(subnetId, '/subnets/')[0]

resource endpoint 'Microsoft.Network/privateEndpoints@2024-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnetId
    }
    privateLinkServiceConnections: [
      {
        name: name
        properties: {
          privateLinkServiceId: targetId
          groupIds: [
            part
          ]
        }
      }
    ]
  }

  resource registration 'privateDnsZoneGroups' = if (!empty(zoneName)) {
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        {
          name: part
          properties: {
            privateDnsZoneId: zone.id
          }
        }
      ]
    }
    dependsOn: [
      zone::link
    ]
  }
}

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = if (!empty(zoneName)) {
  name: empty(zoneName) ? 'none' : zoneName
  location: 'global'
  tags: tags

  resource link 'virtualNetworkLinks' = {
    name: last(split(networkId, '/'))
    location: 'global'
    properties: {
      registrationEnabled: false
      virtualNetwork: {
        id: networkId
      }
    }
  }
}
