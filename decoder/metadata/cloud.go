package metadata

import (
	"net/url"
	"strings"
)

// The clouds of Microsoft Entra, as sentences name them (authentication-national-cloud.md).
const (
	GlobalCloud  = "the global cloud"
	USCloud      = "the US Government cloud"
	ChinaCloud   = "the Chinese cloud"
	GermanyCloud = "the German cloud"
)

// cloudHosts are the hosts of entityIDs and sign-in addresses. US Government keeps sts.windows.net in entityIDs, so
// that host speaks for neither.
var cloudHosts = map[string]string{
	"sts.windows.net": "", "login.microsoftonline.com": GlobalCloud, "login.windows.net": GlobalCloud, "login.microsoft.com": GlobalCloud,
	"login.microsoftonline.us": USCloud, "login-us.microsoftonline.com": USCloud,
	"sts.chinacloudapi.cn": ChinaCloud, "login.partner.microsoftonline.cn": ChinaCloud, "login.chinacloudapi.cn": ChinaCloud,
	"sts.microsoftonline.de": GermanyCloud, "login.microsoftonline.de": GermanyCloud,
}

// Cloud gives the cloud of an entityID or address of Entra, empty where its host serves several; entra is false for
// any other host.
func Cloud(address string) (name string, entra bool) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return "", false
	}
	name, entra = cloudHosts[strings.ToLower(u.Hostname())]
	return name, entra
}
