package check

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"claimcheck/decoder/report"
)

// groupsLink is the attribute that Entra sends in place of the groups when there are more than 150.
const groupsLink = "http://schemas.microsoft.com/claims/groups.link"

// window is how long an assertion of Entra is valid unless a policy says otherwise: from five minutes
// before it is issued to one hour after.
const window = 65 * time.Minute

// cloud is a set of Microsoft's clouds.
type cloud uint8

const (
	global cloud = 1 << iota
	usGovernment
	china
)

// clouds holds the clouds that a host belongs to. The issuer host sts.windows.net stands for two.
var clouds = map[string]cloud{
	"login.microsoftonline.com": global, "login.windows.net": global,
	"login.microsoftonline.us": usGovernment, "sts.windows.net": global | usGovernment,
	"login.partner.microsoftonline.cn": china, "login.chinacloudapi.cn": china, "sts.chinacloudapi.cn": china,
}

// host gives the host of a URL in small letters; empty when there is none.
func host(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Hostname())
}

// entraCloud compares what the message and its request show with the metadata of the issuer, else of
// every identity provider that is imported.
func entraCloud(c *Case) []Outcome {
	seen := []string{host(c.issuer())}
	if clouds[seen[0]] == 0 {
		return nil
	}
	if c.Request != nil {
		seen = append(seen, host(c.Request.Destination.Text))
	}
	entities := c.Entities
	if len(entities) == 0 {
		for _, f := range c.Files {
			entities = append(entities, f.Entities...)
		}
	}
	sent := ofMicrosoft(seen)
	o := Outcome{Level: report.Warn, Actual: joined(sent), Node: issuerNode(c)}
	for _, e := range entities {
		if !isIdP(e) {
			continue
		}
		told := []string{host(e.ID)}
		for _, r := range e.Roles {
			for _, at := range r.Endpoints {
				told = append(told, host(at.Location))
			}
		}
		told = ofMicrosoft(told)
		if len(told) == 0 {
			continue
		}
		o.Expected = joined(told)
		if common(append(told, sent...)) != 0 {
			o.Level, o.Detail = report.Pass, "They are."
			return []Outcome{o}
		}
	}
	if o.Expected == "" {
		return nil // no metadata of Microsoft Entra is imported
	}
	o.Detail = "These hosts are of different clouds (global, US Government, China). Each cloud has its own tenants and certificates: the metadata was downloaded in another one, or edited."
	return []Outcome{o}
}

// ofMicrosoft keeps the hosts that tell a cloud, each once.
func ofMicrosoft(hosts []string) []string {
	var kept []string
	for _, h := range hosts {
		if clouds[h] != 0 && !slices.Contains(kept, h) {
			kept = append(kept, h)
		}
	}
	return kept
}

// common gives the clouds that all hosts share.
func common(hosts []string) cloud {
	shared := global | usGovernment | china
	for _, h := range hosts {
		shared &= clouds[h]
	}
	return shared
}

func entraWindow(c *Case) []Outcome {
	k := conditionsOf(c)
	if k == nil || !k.NotBefore.OK || !k.NotOnOrAfter.OK || !c.entra() {
		return nil
	}
	open := k.NotOnOrAfter.Time.Sub(k.NotBefore.Time)
	o := Outcome{Expected: span(window), Actual: span(open), Node: k.Node}
	if (open - window).Abs() <= 2*time.Second {
		o.Level, o.Detail = report.Pass, "It is."
		return []Outcome{o}
	}
	o.Level = report.Info
	o.Detail = "Entra's usual window is five minutes before the issue and one hour after. Another one points to a token lifetime policy; that is no fault."
	return []Outcome{o}
}

func entraGroups(c *Case) []Outcome {
	if c.Assertion == nil {
		return noAssertion(c)
	}
	for _, a := range c.Assertion.Attributes {
		if a.Name == groupsLink {
			return []Outcome{{
				Level: report.Warn, Expected: "the groups themselves", Actual: "a link (groups.link)", Node: a.Node,
				Detail: "The user is in more than 150 groups. Entra then sends a link in place of the groups, and an application that reads groups finds none.",
			}}
		}
	}
	if c.entra() {
		return []Outcome{{Level: report.Pass, Detail: "They are not."}}
	}
	return nil
}
