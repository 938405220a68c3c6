package wire

import (
	"context"
	"slices"
	"strings"
	"testing"
)

// The identifiers stand behind labels in the language of the page.
func TestErrorPageLanguages(t *testing.T) {
	const request, correlation = "0000aaaa-11bb-cccc-dd22-eeeeee333333", "aaaa0000-bb11-2222-33cc-444444dddddd"
	for _, c := range []struct{ language, request, correlation, time string }{
		{"English", "Request Id: ", "Correlation Id: ", "Timestamp: "},
		{"English, in the text", "Trace ID: ", "Correlation ID: ", "Timestamp: "},
		{"German", "Ablaufverfolgungs-ID: ", "Korrelations-ID: ", "Zeitstempel: "},
		{"German, on the page", "Anforderungs-ID: ", "Korrelations-ID: ", "Zeitstempel: "},
		{"French", "ID de suivi : ", "ID de corrélation : ", "Horodatage : "},
		{"Spanish", "Id. de seguimiento: ", "Id. de correlación: ", "Marca de tiempo: "},
		{"Portuguese", "ID de rastreamento: ", "ID de correlação: ", "Carimbo de data/hora: "},
		{"Portuguese, of Portugal", "ID de rastreio: ", "ID de correlação: ", "Carimbo de data/hora: "},
		{"Dutch", "Traceer-ID: ", "Correlatie-ID: ", "Tijdstempel: "},
		{"Swedish", "Spårnings-ID: ", "Korrelations-ID: ", "Tidsstämpel: "},
		{"Czech", "ID trasování: ", "ID korelace: ", "Časové razítko: "},
		{"Hungarian", "Nyomkövetési azonosító: ", "Korrelációs azonosító: ", "Időbélyegző: "},
		{"Turkish", "İzleme kimliği: ", "Bağıntı Kimliği: ", "Zaman damgası: "},
		{"Japanese", "トレース ID:", "関連付け ID:", "タイムスタンプ:"},
		{"Korean", "추적 ID: ", "상관 관계 ID: ", "타임스탬프: "},
		{"Chinese, simplified", "跟踪 ID：", "相关 ID：", "时间戳："},
		{"Chinese, traditional", "追蹤識別碼：", "相互關聯識別碼： ", "時間戳記： "},
	} {
		for _, end := range []string{"\n", " ", "\r\n"} {
			text := "AADSTS50126: no" + end + c.request + request + end + c.correlation + correlation + end + c.time + "2026-01-02 03:04:05Z"
			page := opened(t, text).Payloads[0].Error
			if page.RequestID != request || page.CorrelationID != correlation || page.Timestamp.IsZero() || !slices.Equal(page.Codes, []string{"50126"}) {
				t.Errorf("%s: %+v", c.language, page)
			}
		}
	}
}

func opened(t *testing.T, text string) Opened {
	t.Helper()
	o, err := Open(context.Background(), Capture{Origin: Paste, Body: strings.NewReader(text)}, DefaultLimits, nil)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return o
}

// A code that does not stand right behind AADSTS, or not beside it at all.
func TestErrorPageCodes(t *testing.T) {
	const ids = "\nRequest Id: 0000aaaa-11bb-cccc-dd22-eeeeee333333\nCorrelation Id: aaaa0000-bb11-2222-33cc-444444dddddd\n"
	for _, c := range []struct {
		text  string
		codes []string
	}{
		{"AADSTS 50105: no", []string{"50105"}},
		{"AADSTS: 50105 no", []string{"50105"}},
		{"AADSTS\u00a050105", []string{"50105"}},
		{"AADSTS\r\n50105: no", []string{"50105"}},
		{"AADSTS5010\r\n5: no", []string{"50105"}},
		{"AADSTS75005\n29: no", []string{"75005"}}, // a code by itself: what follows may be anything
		{"AADSTS50126：no", []string{"50126"}},
		{"AADSTS70002: a AADSTS\n70008: b", []string{"70002", "70008"}},
		{"Error Code: 53003" + ids, []string{"53003"}},
		{"https://login.microsoftonline.us/error?code=50105", []string{"50105"}},
		{`$Config={"pgid":"ConvergedError","iErrorCode":50105}`, []string{"50105"}},
		{`<p>a < b</p><script>if (a<b) x = "AADSTS50105: no"; y > 1</script>`, []string{"50105"}},
		{"AADSTS\n2026-01-02", nil},
		{"AADSTS 1234: short", nil},
		{"AADST550105: no", nil},
		{"Error Code: 53003\nRequest Id: 0000aaaa-11bb-cccc-dd22-eeeeee333333", nil},
		{"Error Code: 530", nil},
		{`$Config={"pgid":"ConvergedSignIn","sErrorCode":"50058"}`, nil}, // nobody is signed in yet, which is no error
		{"https://login.example.com/error?code=50105", nil},
	} {
		o, err := Open(context.Background(), Capture{Origin: Paste, Body: strings.NewReader(c.text)}, DefaultLimits, nil)
		var found []string
		if err == nil {
			found = o.Payloads[0].Error.Codes
		}
		if !slices.Equal(found, c.codes) {
			t.Errorf("%q: expected %q, found %q (%v)", c.text, c.codes, found, err)
		}
	}
}
