package capture

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
)

// The limits of the pipe. A posted message of maxBody stands in its event twice, as text and in Base64.
const (
	maxEvent  = 64 << 20 // bytes of one message of the browser
	maxQueued = 4096     // messages to a browser that does not read
)

// params are the parameters of a command.
type params map[string]any

// message is one message of the DevTools protocol: a command, the reply to one, or an event.
type message struct {
	ID      int             `json:"id,omitempty"`
	Session string          `json:"sessionId,omitempty"` // empty: the browser itself
	Method  string          `json:"method,omitempty"`
	Params  json.RawMessage `json:"params,omitempty"`
	Result  json.RawMessage `json:"result,omitempty"`
	Error   *struct {
		Message string `json:"message"`
	} `json:"error,omitempty"`
	skipped bool // it was larger than maxEvent: nothing of it is known
}

// pipe speaks the DevTools protocol over two file descriptors: JSON texts, each ended by a NUL.
//
// It is a client of our own, and chromedp is not used: chromedp opens a TCP port, which any program of
// this computer and any page that guesses its path may ask for the session's cookies; its support of
// the pipe is not released; and of its 40,000 lines of generated types six commands are needed here.
type pipe struct {
	in     chan message  // closed when the browser closed its end
	out    chan []byte   // queued commands
	gone   chan struct{} // closed by close
	lastID int
}

// newPipe starts to read r and to write w. Both end when the browser's ends are closed; close ends the
// writer earlier.
func newPipe(r io.Reader, w io.Writer) *pipe {
	p := &pipe{in: make(chan message, 16), out: make(chan []byte, maxQueued), gone: make(chan struct{})}
	go p.read(r)
	go p.write(w)
	return p
}

// errHung says that the browser stopped to read.
var errHung = errors.New("the browser does not answer any more")

// send queues a command and gives its number. It does not wait: the browser may be busy with an event
// that is not read yet.
func (p *pipe) send(session, method string, values params) (int, error) {
	p.lastID++
	raw, err := json.Marshal(values)
	if err != nil {
		return 0, err
	}
	text, err := json.Marshal(message{ID: p.lastID, Session: session, Method: method, Params: raw})
	if err != nil {
		return 0, err
	}
	select {
	case p.out <- append(text, 0):
		return p.lastID, nil
	default:
		return 0, errHung
	}
}

func (p *pipe) close() { close(p.gone) }

func (p *pipe) write(w io.Writer) {
	for {
		select {
		case text := <-p.out:
			if _, err := w.Write(text); err != nil {
				return
			}
		case <-p.gone:
			return
		}
	}
}

func (p *pipe) read(r io.Reader) {
	defer close(p.in)
	texts := bufio.NewReaderSize(r, 64<<10)
	for {
		text, err := nextText(texts)
		if err != nil {
			return
		}
		m := message{skipped: text == nil}
		if text != nil && json.Unmarshal(text, &m) != nil {
			continue
		}
		select {
		case p.in <- m:
		case <-p.gone:
			return
		}
	}
}

// nextText reads up to the next NUL; of a text larger than maxEvent it gives nil.
func nextText(r *bufio.Reader) ([]byte, error) {
	text := []byte{}
	for {
		part, err := r.ReadSlice(0)
		switch {
		case text == nil:
		case len(text)+len(part) > maxEvent:
			text = nil
		default:
			text = append(text, part...)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err == nil && text != nil {
			text = text[:len(text)-1]
		}
		return text, err
	}
}
