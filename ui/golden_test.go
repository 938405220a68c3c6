package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"claimcheck/capture"
	"claimcheck/decoder/report"
	"claimcheck/library"
)

// The views as markup, in light and dark. After a wanted change: move testdata/failed/*.xml over the
// masters and read the difference before it is committed.
func TestViews(t *testing.T) {
	evidence := func(name string, tab int) func(*testing.T, *window) {
		return func(t *testing.T, w *window) {
			w.showReport(readReport(t, name), source{title: "Pasted text"}, "Upwork")
			w.tabs.SelectIndex(tab)
		}
	}
	file := func(name string, tab int) func(*testing.T, *window) {
		return func(t *testing.T, w *window) {
			w.showReport(readReport(t, name), source{title: "Upwork Enterprise.xml", held: []byte{}}, "Upwork")
			w.openTab(tab)
		}
	}
	views := map[string]func(*testing.T, *window){
		"metadata-fit":      file("fit", tabCertificates),
		"metadata-unfit":    file("unfit", tabChecks),
		"metadata-expiring": file("expiring", tabCertificates),
		"metadata-plan":     file("expiring", tabPlan),
		"metadata-contents": file("fit", tabContents),
		"comparison":        func(t *testing.T, w *window) { w.showComparison(comparing{report: readReport(t, "compared")}) },
		"comparison-to-replace": func(t *testing.T, w *window) {
			w.showComparison(comparing{report: readReport(t, "compared"), was: &library.Entry{Name: "Upwork Enterprise"}})
		},
		"welcome": func(*testing.T, *window) {},
		"problem": func(t *testing.T, w *window) { w.showProblem(*readReport(t, "problem").Problem, true) },
		"notice": func(_ *testing.T, w *window) {
			w.showNotice("A file was imported.", action{"Undo", func() {}})
		},
		"claims-missing":  evidence("missing-country", tabClaims),
		"claims-misnamed": evidence("misnamed", tabClaims),
		"claims-attack":   evidence("attack", tabClaims),
		"accepted":        evidence("accepted", tabClaims),
		"error-page":      evidence("error-page", tabClaims),
		"several":         evidence("several", tabClaims),
		"signature":       evidence("attack", tabSignature),
		"capture": func(_ *testing.T, w *window) {
			w.session.recorder.browsers = func() []capture.Browser { return []capture.Browser{theBrowser} }
			w.capture()
		},
		"capture-no-browser": func(_ *testing.T, w *window) { w.capture() },
		"capturing": func(_ *testing.T, w *window) {
			w.put(w.recorder.content())
			w.showSeen(capture.Recording{Exchanges: []capture.Exchange{
				{Time: capturedAt, URL: "https://sp.example.com/jobs", Status: 302}, requestExchange(), responseExchange(),
			}}, true)
		},
		"flow": func(t *testing.T, w *window) {
			r := readReport(t, "several")
			r.Flow = sampleFlow(len(r.Messages))
			w.showReport(r, source{title: "Pasted text"}, "Upwork")
			w.tabs.SelectIndex(tabFlow)
		},
		"checks": func(t *testing.T, w *window) {
			evidence("misnamed", tabChecks)(t, w)
			w.checks.list.Objects[0].(*checkItem).toggle()
		},
		"checks-filtered": func(t *testing.T, w *window) {
			evidence("misnamed", tabChecks)(t, w)
			w.checks.wanted = map[report.Level]bool{report.Warn: true}
			w.checks.pills()
			w.checks.fill()
		},
	}
	for name, show := range views {
		for _, v := range []variant{light, dark} {
			t.Run(name+"-"+string(v), func(t *testing.T) {
				w, q := newTestWindow(t, v)
				show(t, w)
				q.drain()
				settleWindow(w, fyne.NewSize(900, 600))
				test.AssertRendersToMarkup(t, name+"-"+string(v)+".xml", w.win.Canvas())
			})
		}
	}
}
