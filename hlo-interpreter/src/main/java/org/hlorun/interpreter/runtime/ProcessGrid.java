package org.hlorun.interpreter.runtime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hlorun.interpreter.op.Device;
import org.hlorun.language.backend.Host;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.literal.Literal;

/**
 * The devices of a run, a thread each, and where they meet. When every device that is still running
 * waits for another, the run is a deadlock and each of them gets an error.
 */
final class ProcessGrid {
  /**
   * Programs nest calls deeply at most to the parser's limit; a device's thread must stand that.
   */
  private static final long STACK_BYTES = 64L << 20;

  private static final long POLL_NANOS = 20_000_000;

  private final int replicas;
  private final int partitions;
  private final Host host;
  private final Runnable poll;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<Object, Meeting> meetings = new HashMap<>();
  private final Map<Object, Deque<Literal>> mail = new HashMap<>();
  private int running;

  /** Grows with everything that a waiting device may have waited for. */
  private long events;

  /** How many devices found, since the last event, that they still have to wait. */
  private int stuck;

  private HloException failure;

  ProcessGrid(int replicas, int partitions, Host host, Runnable poll) {
    this.replicas = replicas;
    this.partitions = partitions;
    this.host = host;
    this.poll = poll;
  }

  /** What a meeting's participants brought so far. */
  private static final class Meeting {
    final Literal[] contributions;
    int present;
    int left;

    Meeting(int size) {
      contributions = new Literal[size];
    }
  }

  /** Runs a program on every device; a single device runs on the caller's thread. */
  List<Literal> run(Function<Device, Literal> program) {
    int count = replicas * partitions;
    running = count;
    if (count == 1) {
      return List.of(program.apply(new Member(0)));
    }
    Literal[] results = new Literal[count];
    HloException[] failures = new HloException[count];
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = i;
      Runnable body = () -> results[number] = runDevice(program, number, failures);
      Thread thread = new Thread(null, body, "hlo-device-" + i, STACK_BYTES);
      thread.setDaemon(true);
      threads.add(thread);
    }
    threads.forEach(Thread::start);
    threads.forEach(this::join);
    if (failure != null) {
      throw placed(failures);
    }
    return List.of(results);
  }

  /** The failure; a deadlock has its place where the first of the devices that wait does so. */
  private HloException placed(HloException[] failures) {
    if (failure.diagnostic().code() != DiagnosticCode.DEADLOCK) {
      return failure;
    }
    return Arrays.stream(failures)
        .filter(Objects::nonNull)
        .filter(e -> e.diagnostic().code() == DiagnosticCode.DEADLOCK)
        .filter(e -> e.diagnostic().location() != null)
        .findFirst()
        .orElse(failure);
  }

  private Literal runDevice(
      Function<Device, Literal> program, int number, HloException[] failures) {
    HloException failed = null;
    Literal result = null;
    try {
      result = program.apply(new Member(number));
    } catch (HloException e) {
      failed = e;
    } catch (RuntimeException | Error e) {
      failed = HloException.of(DiagnosticCode.INTERNAL, "device " + number + " failed: " + e, null);
      failed.initCause(e);
    }
    failures[number] = failed;
    lock.lock();
    try {
      running--;
      if (failed != null && failure == null) {
        failure = failed;
      }
      event();
    } finally {
      lock.unlock();
    }
    return result;
  }

  private void join(Thread thread) {
    while (true) {
      try {
        thread.join();
        return;
      } catch (InterruptedException e) {
        fail(HloException.of(DiagnosticCode.CANCELLED, "the run was cancelled", null));
      }
    }
  }

  private void fail(HloException e) {
    lock.lock();
    try {
      failure = failure == null ? e : failure;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void event() {
    events++;
    stuck = 0;
    changed.signalAll();
  }

  /**
   * Waits, holding the lock, until {@code value} gives something; detects that this can never
   * happen.
   */
  private <T> T await(Supplier<T> value, String what) {
    long checked = -1;
    while (true) {
      T result = value.get();
      if (result != null) {
        return result;
      }
      if (failure != null) {
        throw failure;
      }
      if (checked != events) {
        checked = events;
        stuck++;
      }
      // Every running device has looked since the last event and found nothing: nothing can happen
      // any more.
      if (stuck == running) {
        failure =
            HloException.of(
                DiagnosticCode.DEADLOCK,
                "all devices wait for each other, the last one in " + what,
                "see that every device of a group takes part in the same collectives in the same"
                    + " order, and that every receive has a send");
        changed.signalAll();
        throw failure;
      }
      pause();
    }
  }

  private void pause() {
    try {
      if (changed.awaitNanos(POLL_NANOS) <= 0) {
        poll.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      poll.run();
    }
  }

  /** One device of the grid. */
  private final class Member implements Device {
    private final int number;
    private final Map<Object, Long> visits = new HashMap<>();

    Member(int number) {
      this.number = number;
    }

    @Override
    public int replica() {
      return number / partitions;
    }

    @Override
    public int partition() {
      return number % partitions;
    }

    @Override
    public int replicaCount() {
      return replicas;
    }

    @Override
    public int partitionCount() {
      return partitions;
    }

    @Override
    public List<Literal> exchange(Object key, LongList participants, Literal contribution) {
      if (participants.size() == 1) {
        return List.of(contribution);
      }
      Object id =
          List.of(key, participants, visits.merge(List.of(key, participants), 1L, Long::sum));
      lock.lock();
      try {
        Meeting meeting = meetings.computeIfAbsent(id, k -> new Meeting(participants.size()));
        meeting.contributions[participants.indexOf(number)] = contribution;
        meeting.present++;
        event();
        List<Literal> all =
            await(
                () ->
                    meeting.present == participants.size() ? List.of(meeting.contributions) : null,
                "a collective of devices {" + participants + "}");
        if (++meeting.left == participants.size()) {
          meetings.remove(id);
        }
        return all;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void send(Object key, Literal value) {
      lock.lock();
      try {
        mail.computeIfAbsent(key, k -> new ArrayDeque<>()).add(value);
        event();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public Literal receive(Object key) {
      lock.lock();
      try {
        return await(
            () -> {
              Deque<Literal> box = mail.get(key);
              return box == null ? null : box.poll();
            },
            "a receive on " + key);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public Host host() {
      return host;
    }
  }
}
