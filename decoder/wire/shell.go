package wire

import (
	"bytes"
	"iter"
	"slices"
	"strings"
)

// openCurl opens cURL lines as developer tools copy them, for bash or for cmd, whose quotes are
// carets.
func openCurl(o *opener, p part) []part {
	i := bytes.Index(p.data, []byte("curl"))
	if i < 0 || i > 0 && isNameByte(p.data[i-1]) {
		return nil
	}
	line := p.data[i:]
	words := bashWords(line)
	if cmd, ok := withoutCarets(line); ok {
		words = cmdWords(cmd)
	}
	var parts []part
	var url string
	var bodies []string
	var fields []pair
	flush := func() {
		in := p.in(nil, "curl")
		if url != "" && nextParam([]byte(url), 0) >= 0 {
			parts = append(parts, o.query(in, url)...)
		}
		in.binding, in.url = "post", url
		if len(bodies) > 0 {
			parts = append(parts, in.in([]byte(strings.Join(bodies, "&"))))
		}
		for _, f := range fields {
			if f.name == "RelayState" {
				in.relay, in.hasRelay = f.raw, true
			}
		}
		for _, f := range fields {
			if slices.Contains(messageParams, f.name) {
				parts = append(parts, o.param(in.in(nil, "form"), f.name, f.raw)...)
			}
		}
		url, bodies, fields = "", nil, nil
	}
	option := "" // whose value is the next word
	for word := range words {
		if o.enough(len(parts) + len(bodies) + len(fields)) {
			break
		}
		value := word
		switch {
		case option != "":
		case bytes.HasPrefix(word, []byte("--")):
			name, joined, ok := bytes.Cut(word, []byte("="))
			option, value = curlOptions[string(name)], joined
			if !ok {
				continue
			}
		case bytes.HasPrefix(word, []byte("-d")) && len(word) > 2:
			option, value = "data", word[2:]
		case bytes.HasPrefix(word, []byte("-")):
			option = curlOptions[string(word)]
			continue
		case string(word) == "curl" || bytes.HasSuffix(word, []byte("/curl")) || string(word) == "curl.exe":
			flush()
		case bytes.HasPrefix(word, []byte("http://")), bytes.HasPrefix(word, []byte("https://")):
			option = "url"
		}
		switch option {
		case "url":
			url = string(value)
		case "data":
			bodies = append(bodies, strings.ReplaceAll(string(value), "%%", "%")) // doubled in a batch file
		case "field":
			if k, v, ok := strings.Cut(string(value), "="); ok {
				fields = append(fields, pair{k, v})
			}
		}
		option = ""
	}
	flush()
	return parts
}

// curlOptions are the options of curl that have a value, and what it is.
var curlOptions = map[string]string{
	"--url": "url", "-d": "data", "--data": "data", "--data-raw": "data", "--data-binary": "data", "--data-ascii": "data",
	"--data-urlencode": "field", "-F": "field", "--form": "field", "--form-string": "field",
	"-H": "other", "--header": "other", "-b": "other", "--cookie": "other", "-X": "other", "--request": "other", "-A": "other", "-o": "other", "-u": "other",
}

// bashWords splits a line as bash does: '…', "…", $'…' and backslashes. A word is valid until the next.
func bashWords(t []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) { splitBash(t, yield) }
}

func splitBash(t []byte, yield func([]byte) bool) {
	var w []byte
	open := false // a word has begun
	for i := 0; i < len(t); i++ {
		switch c := t[i]; {
		case c == '\\' && i+1 < len(t):
			i++
			if t[i] == '\r' && i+1 < len(t) && t[i+1] == '\n' {
				i++
			}
			if t[i] != '\n' {
				w, open = append(w, t[i]), true
			}
		case c == '$' && i+1 < len(t) && t[i+1] == '\'':
			open = true
			for i += 2; i < len(t) && t[i] != '\''; {
				if t[i] != '\\' {
					w = append(w, t[i])
					i++
					continue
				}
				var n int
				w, n = appendEscape(w, t[i:])
				i += n
			}
		case c == '\'':
			open = true
			n := bytes.IndexByte(t[i+1:], '\'')
			if n < 0 {
				n = len(t) - i - 1
			}
			w = append(w, t[i+1:i+1+n]...)
			i += n + 1
		case c == '"':
			open = true
			for i++; i < len(t) && t[i] != '"'; i++ {
				if t[i] == '\\' && i+1 < len(t) && bytes.IndexByte([]byte("\\\"$`\n"), t[i+1]) >= 0 {
					i++
					if t[i] == '\n' {
						continue
					}
				}
				w = append(w, t[i])
			}
		case c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ';':
			if open && !yield(w) {
				return
			}
			w, open = w[:0], false
		default:
			w, open = append(w, c), true
		}
	}
	if open {
		yield(w)
	}
}

// withoutCarets resolves the escapes of cmd; ok is false when there are none, and the line is bash's or
// has plain double quotes, which both read alike.
func withoutCarets(t []byte) (out []byte, ok bool) {
	if !bytes.Contains(t, []byte(`^"`)) && !bytes.Contains(t, []byte("^\n")) && !bytes.Contains(t, []byte("^\r\n")) && !bytes.Contains(t, []byte("^%")) {
		return nil, false
	}
	out = make([]byte, 0, len(t))
	for i := 0; i < len(t); i++ {
		if t[i] != '^' {
			out = append(out, t[i])
			continue
		}
		if i++; i < len(t) && t[i] == '\r' {
			i++
		}
		switch {
		case i >= len(t):
		case t[i] != '\n':
			out = append(out, t[i])
		case i+1 < len(t) && t[i+1] == '\n': // an escaped line end stands for one
			out = append(out, '\n')
			i++
		default:
			out = append(out, ' ')
		}
	}
	return out, true
}

// cmdWords splits a line as Windows programs do: "…", with \" or "" for a quote inside. A word is
// valid until the next.
func cmdWords(t []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) { splitCmd(t, yield) }
}

func splitCmd(t []byte, yield func([]byte) bool) {
	var w []byte
	open, quoted := false, false
	for i := 0; i < len(t); i++ {
		switch c := t[i]; {
		case c == '\\' && i+1 < len(t) && (t[i+1] == '"' || t[i+1] == '\\'):
			i++
			w, open = append(w, t[i]), true
		case c == '"' && quoted && i+1 < len(t) && t[i+1] == '"':
			i++
			w = append(w, '"')
		case c == '"':
			quoted, open = !quoted, true
		case !quoted && (c == ' ' || c == '\t' || c == '\r' || c == '\n'):
			if open && !yield(w) {
				return
			}
			w, open = w[:0], false
		default:
			w, open = append(w, c), true
		}
	}
	if open {
		yield(w)
	}
}

// openPowerShell opens Invoke-WebRequest as developer tools copy it.
func openPowerShell(o *opener, p part) []part {
	if !bytes.Contains(p.data, []byte("nvoke-")) {
		return nil
	}
	lower := bytes.ToLower(p.data)
	if !bytes.Contains(lower, []byte("invoke-webrequest")) && !bytes.Contains(lower, []byte("invoke-restmethod")) {
		return nil
	}
	if len(lower) != len(p.data) {
		lower = p.data // a letter whose lower case is longer: offsets would not fit
	}
	in := p.in(nil, "powershell")
	uri := argument(p.data, lower, "-uri")
	var parts []part
	if nextParam(uri, 0) >= 0 {
		parts = append(parts, o.query(in, string(uri))...)
	}
	if body := argument(p.data, lower, "-body"); len(body) > 0 {
		in.binding, in.url = "post", string(uri)
		parts = append(parts, in.in(body))
	}
	return parts
}

// argument gives the first quoted string behind a parameter's name.
func argument(t, lower []byte, name string) []byte {
	i := bytes.Index(lower, []byte(name))
	if i < 0 {
		return nil
	}
	j := bytes.IndexAny(t[i:], "\"'")
	if j < 0 || bytes.IndexByte(t[i:i+j], '\n') >= 0 {
		return nil
	}
	i += j
	quote := t[i]
	var out []byte
	for i++; i < len(t); i++ {
		switch c := t[i]; {
		case c == quote && i+1 < len(t) && t[i+1] == quote:
			out = append(out, c)
			i++
		case c == quote:
			return out
		case c == '`' && quote == '"' && i+1 < len(t):
			i++
			switch t[i] {
			case 'n':
				out = append(out, '\n')
			case 'r':
				out = append(out, '\r')
			case 't':
				out = append(out, '\t')
			default:
				out = append(out, t[i])
			}
		default:
			out = append(out, c)
		}
	}
	return out
}

// openMultipart opens multipart/form-data (RFC 7578).
func openMultipart(o *opener, p part) []part {
	marker := []byte("form-data;")
	t := p.data
	if !bytes.Contains(t, marker) {
		return nil
	}
	var fields []pair
	for !o.enough(len(fields)) {
		i := bytes.Index(t, marker)
		if i < 0 {
			break
		}
		t = t[i+len(marker):]
		line, behind, _ := bytes.Cut(t, []byte("\n"))
		_, name, ok := bytes.Cut(line, []byte("name="))
		if !ok {
			t = behind
			continue
		}
		name = bytes.TrimLeft(name, `"`)
		if n := bytes.IndexAny(name, "\"; \r"); n >= 0 {
			name = name[:n]
		}
		for len(bytes.TrimSpace(line)) > 0 && len(t) > 0 { // the other headers of this part
			n := bytes.IndexByte(t, '\n') + 1
			if n == 0 {
				n = len(t)
			}
			t = t[n:]
			line, _, _ = bytes.Cut(t, []byte("\n"))
		}
		_, value, _ := bytes.Cut(t, []byte("\n"))
		if n := bytes.Index(value, marker); n >= 0 {
			value = value[:n]
		}
		if n := bytes.Index(value, []byte("\n--")); n >= 0 {
			value = value[:n]
		}
		if isCarried(string(name)) {
			fields = append(fields, pair{string(name), strings.Trim(string(value), "\r\n")})
		}
	}
	in := p.in(nil, "multipart")
	if in.binding == "" {
		in.binding = "post"
	}
	for _, f := range fields {
		if f.name == "RelayState" || f.name == "wctx" {
			in.relay, in.hasRelay = f.raw, true
		}
	}
	var parts []part
	for _, f := range fields {
		if slices.Contains(messageParams, f.name) {
			parts = append(parts, o.param(in, f.name, f.raw)...)
		}
	}
	return parts
}
