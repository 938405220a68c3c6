package ui

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
)

// door is a work with what it told.
type door struct {
	*work
	*queue
	told   []string
	points []int64
}

func newDoor(t *testing.T) *door {
	d := &door{queue: &queue{}}
	d.work = newWork(d.queue,
		func(title string, _ int64) { d.told = append(d.told, "begin "+title) },
		func(done int64) { d.points = append(d.points, done) },
		func() { d.told = append(d.told, "end") })
	t.Cleanup(d.finished.Wait)
	return d
}

func TestWorkAnswersOnTheDispatcher(t *testing.T) {
	d := newDoor(t)
	answer := 0
	begin(d.work, "one", 10, func(_ context.Context, point func(int64)) (int, error) {
		for i := range int64(100) {
			point(i)
		}
		return 42, nil
	}, func(n int, err error) { answer = n })
	d.finished.Wait()
	if answer != 0 || !d.busy() {
		t.Fatalf("the answer came past the dispatcher: %d", answer)
	}
	d.drain()
	if answer != 42 || d.busy() || !slices.Equal(d.told, []string{"begin one", "end"}) {
		t.Errorf("found answer %d, told %v", answer, d.told)
	}
	// However often the job tells how far it is, one call waits at a time, and it tells the last.
	if len(d.points) != 1 || d.points[0] != 99 {
		t.Errorf("found progress %v, expected [99]", d.points)
	}
}

func TestNewWorkDropsTheFormer(t *testing.T) {
	d := newDoor(t)
	var answers []string
	started, stopped := make(chan struct{}), make(chan struct{})
	begin(d.work, "former", 0, func(ctx context.Context, point func(int64)) (string, error) {
		close(started)
		<-ctx.Done()
		point(7)
		close(stopped)
		return "former", nil
	}, func(s string, _ error) { answers = append(answers, s) })
	<-started
	begin(d.work, "new", 0, func(context.Context, func(int64)) (string, error) { return "new", nil },
		func(s string, _ error) { answers = append(answers, s) })
	<-stopped
	d.finished.Wait()
	d.drain()
	if !slices.Equal(answers, []string{"new"}) || len(d.points) != 0 {
		t.Errorf("found answers %v and progress %v, expected the new answer alone", answers, d.points)
	}
	if want := []string{"begin former", "end", "begin new", "end"}; !slices.Equal(d.told, want) {
		t.Errorf("found %v, expected %v", d.told, want)
	}
}

func TestStop(t *testing.T) {
	d := newDoor(t)
	d.stop() // nothing to stop
	called := false
	begin(d.work, "x", 0, func(ctx context.Context, _ func(int64)) (int, error) {
		<-ctx.Done()
		return 0, ctx.Err()
	}, func(int, error) { called = true })
	d.stop()
	d.finished.Wait()
	d.drain()
	if called || d.busy() || !slices.Equal(d.told, []string{"begin x", "end"}) {
		t.Errorf("a stopped job answered: %v, told %v", called, d.told)
	}
}

func TestPanicIsAnError(t *testing.T) {
	d := newDoor(t)
	var got error
	begin(d.work, "x", 0, func(context.Context, func(int64)) (int, error) { panic("boom") }, func(_ int, err error) { got = err })
	d.finished.Wait()
	d.drain()
	if got == nil || !strings.Contains(got.Error(), "boom") {
		t.Errorf("found %v, expected an error that tells the fault", got)
	}
	if _, err := safely(func() (int, error) { return 0, errors.ErrUnsupported }); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("found %v, expected the error itself", err)
	}
}
