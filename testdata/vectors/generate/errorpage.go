package main

// pageCases are error pages of Entra as people hand them on: from the screen, from a page's source, from an address.
func pageCases() []vector {
	page := func(name, comment, text string, expect ...string) vector {
		return vector{name: "page-" + name, comment: comment, capture: text, ext: "txt", verdict: "refused", cause: "status.aadsts", expect: append([]string{"fail status.aadsts AADSTS50105"}, expect...)}
	}
	says := func(v vector, words ...string) vector {
		for _, w := range words {
			v.says = append(v.says, "status.aadsts "+w)
		}
		return v
	}
	const (
		ids      = "0000aaaa-11bb-cccc-dd22-eeeeee333333"
		trouble  = "Sorry, but we're having trouble signing you in.\n\n"
		config   = `$Config={"pgid":"ConvergedError","strMainMessage":"We're unable to sign you in","strServiceExceptionMessage":"AADSTS50105: Your administrator has configured the application \u0027Upwork Enterprise\u0027.","iErrorCode":50105};`
		escaped  = "AADSTS50105%3a+Your+administrator+has+configured+the+application&state=1"
		answered = "https://sp.example.com/callback"
	)
	own := vector{
		name: "page-own-provider", comment: "the error is of the identity provider that the tenant is federated with", ext: "txt", verdict: "refused", cause: "status.aadsts",
		capture: "AADSTS50008: SAML token is invalid.", expect: []string{"fail status.aadsts AADSTS50008"},
	}
	ours := vector{
		name: "page-advice", comment: "Microsoft gives the meaning and no remedy: the advice says whose it is", ext: "txt", verdict: "refused", cause: "status.aadsts",
		capture: "AADSTS75001: An error occurred during SAML message binding.", expect: []string{"fail status.aadsts AADSTS75001"},
	}
	unknown := vector{
		name: "page-several", comment: "several codes, of which one is explained by nobody", ext: "txt", verdict: "refused", cause: "status.aadsts",
		capture: "AADSTS999999: Something else.\nAADSTS50105: Your administrator.\nAADSTS75011: The authentication method does not match.",
		expect:  []string{"fail status.aadsts AADSTS999999", "fail status.aadsts AADSTS50105", "fail status.aadsts AADSTS75011"},
	}
	return []vector{
		page("blank", "a blank between AADSTS and its digits", trouble+"AADSTS 50105: Your administrator has configured the application"),
		page("break", "a line break between AADSTS and its digits", trouble+"AADSTS\n50105: Your administrator has configured the application"),
		page("break-in-code", "a line break inside the digits", trouble+"AADSTS501\n05: Your administrator has configured the application"),
		page("no-break-space", "a no-break space of a page's source", "<html><body><div>AADSTS&nbsp;50105: Your administrator</div></body></html>"),
		page("entities", "digits and marks of a page's source as entities", "<html><body><div>AADSTS&#53;0105&#58; Your &quot;administrator&quot;</div></body></html>"),
		page("title", "the title of a page", "<html><head><title>AADSTS50105</title></head><body></body></html>"),
		page("data", "the data of the page, in the script that draws it", "<html><head><script>//<![CDATA[\n"+config+"\n//]]></script></head><body></body></html>"),
		page("data-code", "the same, where only the number is told", `<html><head><script>$Config={"pgid":"ConvergedError","sErrorCode":"50105"};</script></head><body></body></html>`),
		page("query", "the address that an application was called back at", answered+"?error=interaction_required&error_description="+escaped),
		page("fragment", "the same behind a #", answered+"#error=interaction_required&error_description="+escaped),
		page("error-uri", "an address that points at Microsoft's look-up", answered+"?error=interaction_required&error_uri=https%3a%2f%2flogin.microsoftonline.com%2ferror%3fcode%3d50105"),
		page("look-up", "the address of Microsoft's look-up", "https://login.microsoftonline.com/error?code=50105"),
		page("line", "a page of Conditional Access, which has a line for the code", "You cannot access this right now\n\nError Code: 50105\nRequest Id: "+ids+"\nCorrelation Id: aaaa0000-bb11-2222-33cc-444444dddddd\nTimestamp: 2026-01-02T03:04:05Z"),
		page("german", "the page in German", "Leider ist bei der Anmeldung ein Problem aufgetreten.\nAADSTS50105: Ihr Administrator\nAblaufverfolgungs-ID: "+ids+"\nKorrelations-ID: aaaa0000-bb11-2222-33cc-444444dddddd\nZeitstempel: 2026-01-02 03:04:05Z"),
		says(own, "your own domain is federated with"),
		says(ours, "Our advice, not Microsoft's"),
		says(unknown, "is not among the codes"),
		{name: "page-misread", comment: "a picture of the page that was read as letters: S and 5 are not told apart, and a code is not guessed", ext: "txt", capture: "AADST550105: Your administrator has configured the application", problem: "a text without a SAML message"},
		{name: "page-line-of-another", comment: "a line with a code of something else", ext: "txt", capture: "Error Code: 50105\nThe printer is out of paper.", problem: "a text without a SAML message"},
	}
}
