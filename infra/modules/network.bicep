// The app's virtual network: a subnet for its outbound calls, and one for the private endpoints.
param name string
param location string
param tags object

@description('Address prefix of 26 bits or shorter; each subnet gets half of it.')
param addressPrefix string

var half = int(split(addressPrefix, '/')[1]) + 1

// Both subnets are defined within the network: otherwise a second deployment would remove them.
resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: {
      addressPrefixes: [
        addressPrefix
      ]
    }
    subnets: [
      {
        name: 'app'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, half, 0)
          // The app calls Log Analytics, Sentinel and Entra ID, which have no private endpoint here.
          defaultOutboundAccess: true
          delegations: [
            {
              name: 'flex-consumption'
              properties: {
                serviceName: 'Microsoft.App/environments'
              }
            }
          ]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, half, 1)
          defaultOutboundAccess: false
        }
      }
    ]
  }

  resource app 'subnets' existing = {
    name: 'app'
  }

  resource endpoints 'subnets' existing = {
    name: 'endpoints'
  }
}

output appSubnetId string = network::app.id
output endpointSubnetId string = network::endpoints.id
