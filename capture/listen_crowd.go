package capture

import (
	"bytes"
	"container/list"
	"errors"
	"io"
	"net"
	"sync"
)

// This file bounds what anyone on this computer, and any page in its browser, can make the listener hold:
// whoever waited longest goes first, so that the one who signs in is served beside a flood.

// The limits of the listener.
const (
	maxVisitors = 64          // connections at a time
	maxArriving = 4 * maxBody // bytes of all forms that are on the way
)

// visitorKey is under what a request's context has its *visitor.
type visitorKey struct{}

// crowd is everyone who is connected.
type crowd struct {
	room chan struct{} // one for each connection until its goroutine has ended

	mu       sync.Mutex
	visitors list.List // of *visitor, the longest here in front; without those that were sent away
	arriving int       // bytes that they have sent
}

func newCrowd() *crowd { return &crowd{room: make(chan struct{}, maxVisitors)} }

// visitor is one connection.
type visitor struct {
	net.Conn
	crowd *crowd
	left  sync.Once
	at    *list.Element // nil: sent away, or kept
	sent  int           // bytes
}

// door lets visitors in from one address.
type door struct {
	net.Listener
	crowd *crowd
}

// Accept waits for a connection; when there is no room, for one to leave that was sent away.
func (d door) Accept() (net.Conn, error) {
	c, err := d.Listener.Accept()
	if err != nil {
		return nil, err
	}
	select {
	case d.crowd.room <- struct{}{}:
	default:
		d.crowd.sendAway()
		d.crowd.room <- struct{}{}
	}
	v := &visitor{Conn: c, crowd: d.crowd}
	d.crowd.mu.Lock()
	defer d.crowd.mu.Unlock()
	v.at = d.crowd.visitors.PushBack(v)
	return v, nil
}

// Close is called by the server when it is through with a connection.
func (v *visitor) Close() error {
	err := v.Conn.Close()
	v.left.Do(func() {
		v.keep()
		<-v.crowd.room
	})
	return err
}

// keep takes v out of those that may be sent away.
func (v *visitor) keep() {
	v.crowd.mu.Lock()
	defer v.crowd.mu.Unlock()
	v.crowd.drop(v)
}

// drop forgets v and what it sent.
func (c *crowd) drop(v *visitor) {
	if v.at != nil {
		c.visitors.Remove(v.at)
		v.at = nil
		c.arriving -= v.sent
	}
}

// sendAway closes the connection that is here longest.
func (c *crowd) sendAway() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e := c.visitors.Front(); e != nil {
		c.close(e.Value.(*visitor))
	}
}

// close ends a connection at once, without a word that somebody would have to take.
func (c *crowd) close(v *visitor) {
	c.drop(v)
	if t, ok := v.Conn.(*net.TCPConn); ok {
		_ = t.SetLinger(0) // what is unsent is dropped
	}
	_ = v.Conn.Close() // the server notices, and calls Close
}

// clear closes all connections that are not kept.
func (c *crowd) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for e := c.visitors.Front(); e != nil; e = c.visitors.Front() {
		c.close(e.Value.(*visitor))
	}
}

// isGone says whether v was sent away.
func (v *visitor) isGone() bool {
	v.crowd.mu.Lock()
	defer v.crowd.mu.Unlock()
	return v.at == nil
}

// errSentAway ends the reading of a form whose sender made room for others.
var errSentAway = errors.New("too much is on the way at once")

// read reads a form to its end.
func (v *visitor) read(form io.Reader) ([]byte, error) {
	var whole bytes.Buffer
	part := make([]byte, 32<<10)
	for {
		n, err := form.Read(part)
		if n > 0 && !v.brought(n) {
			return nil, errSentAway
		}
		_, _ = whole.Write(part[:n]) // never fails
		switch {
		case errors.Is(err, io.EOF):
			return whole.Bytes(), nil
		case err != nil:
			return nil, err
		}
	}
}

// brought counts bytes of v's form, and sends others away while there are more than fit. It says whether v
// is here still.
func (v *visitor) brought(n int) bool {
	c := v.crowd
	c.mu.Lock()
	defer c.mu.Unlock()
	if v.at == nil {
		return false
	}
	v.sent += n
	c.arriving += n
	for e := c.visitors.Front(); e != nil && c.arriving > maxArriving; {
		other := e.Value.(*visitor)
		e = e.Next()
		if other != v && other.sent > 0 {
			c.close(other)
		}
	}
	return true
}
