package ui

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
)

// Dispatcher brings a function to the goroutine that widgets live on. The program's is fyne.Do; a
// test's is a queue that the test empties, so that nothing happens behind its back.
type Dispatcher interface {
	Do(f func())
	After(d time.Duration, f func())
}

// Widgets is the Dispatcher of the toolkit.
type Widgets struct{}

// Do implements Dispatcher.
func (Widgets) Do(f func()) { fyne.Do(f) }

// After implements Dispatcher.
func (Widgets) After(d time.Duration, f func()) { time.AfterFunc(d, func() { fyne.Do(f) }) }

// work is the one door between goroutines and widgets. One job runs at a time: a new one cancels the
// former, whose answer is dropped. All methods belong to the goroutine of the widgets.
type work struct {
	ui       Dispatcher
	onBegin  func(title string, total int64) // a job has begun; total is 0 when the size is not known
	onPoint  func(done int64)                // progress, at most one call under way
	onEnd    func()                          // the last job has ended or was cancelled
	cancel   context.CancelFunc
	run      int
	finished sync.WaitGroup
}

func newWork(ui Dispatcher, onBegin func(string, int64), onPoint func(int64), onEnd func()) *work {
	return &work{ui: ui, onBegin: onBegin, onPoint: onPoint, onEnd: onEnd, cancel: func() {}}
}

// busy tells whether a job is under way.
func (w *work) busy() bool { return w.run%2 == 1 }

// stop cancels the job under way; its answer is dropped.
func (w *work) stop() {
	if !w.busy() {
		return
	}
	w.run++
	w.cancel()
	w.onEnd()
}

// begin runs job on a goroutine of its own and hands its answer to done, on the goroutine of the
// widgets. A panic in the job becomes an error: a fault in one message does not close the window.
func begin[T any](w *work, title string, total int64, job func(ctx context.Context, point func(int64)) (T, error), done func(T, error)) {
	w.stop()
	ctx, cancel := context.WithCancel(context.Background())
	w.run++
	run := w.run
	w.cancel = cancel
	w.onBegin(title, total)

	current := func() bool { return w.run == run }
	var last atomic.Int64
	var told atomic.Bool // a call of onPoint is on its way
	point := func(n int64) {
		last.Store(n)
		if told.CompareAndSwap(false, true) {
			w.ui.Do(func() {
				told.Store(false)
				if current() {
					w.onPoint(last.Load())
				}
			})
		}
	}
	w.finished.Add(1)
	go func() {
		defer w.finished.Done()
		defer cancel()
		answer, err := safely(func() (T, error) { return job(ctx, point) })
		w.ui.Do(func() {
			if !current() {
				return
			}
			w.run++
			w.onEnd()
			done(answer, err)
		})
	}()
}

// safely turns a panic of f into an error.
func safely[T any](f func() (T, error)) (answer T, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("an unexpected fault stopped the work: %v", r)
		}
	}()
	return f()
}
