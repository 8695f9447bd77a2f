package dev.countersign.device.pool;

import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The places at the members, and the queue for them. Who has waited longest is served first, by the
 * member with the least to do.
 */
final class Places {
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Waiter> queue = new ArrayDeque<>();
  private final List<Member> members;
  private final PoolLimits limits;
  private final PoolTime time;
  private int turn; // who is asked first where several have as little to do
  private boolean closed;

  Places(List<Member> members, PoolLimits limits, PoolTime time) {
    this.members = members;
    this.limits = limits;
    this.time = time;
  }

  /**
   * A place at a member.
   *
   * @param returns how often the member had come back when the place was given
   */
  record Place(Member member, SigningKey key, int returns) {}

  /** Why there is no place. */
  static final class NoPlace extends Exception {
    private static final long serialVersionUID = 1L;
    private final Meters.Reason reason;

    private NoPlace(Meters.Reason reason) {
      super(reason.name(), null, false, false);
      this.reason = reason;
    }

    Meters.Reason reason() {
      return reason;
    }
  }

  private static final class Waiter {
    private final Attempts attempts;
    private final Condition decided;
    private @Nullable Place place;
    private Meters.@Nullable Reason refusal;

    private Waiter(Attempts attempts, Condition decided) {
      this.attempts = attempts;
      this.decided = decided;
    }

    private boolean undecided() {
      return place == null && refusal == null;
    }
  }

  /** Does something that nothing else interferes with. */
  <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for a place.
   *
   * @throws NoPlace when there is none in time
   * @throws InterruptedException when the thread was interrupted
   */
  Place take(Attempts attempts) throws NoPlace, InterruptedException {
    lock.lock();
    try {
      Waiter waiter = new Waiter(attempts, lock.newCondition());
      queue.addLast(waiter);
      serve();
      if (waiter.undecided()) {
        await(waiter);
      }
      if (waiter.place == null) {
        throw new NoPlace(waiter.refusal == null ? Meters.Reason.NOBODY : waiter.refusal);
      }
      return waiter.place;
    } finally {
      lock.unlock();
    }
  }

  private void await(Waiter waiter) throws InterruptedException {
    long left = waiter.attempts.nanosLeft(time.nanos());
    if (left <= 0) {
      refuse(waiter, Meters.Reason.PATIENCE);
    } else if (queue.size() > limits.maxWaiting()) {
      refuse(waiter, Meters.Reason.FULL);
    } else {
      PoolTime.Later end = time.after(Duration.ofNanos(left), () -> expire(waiter));
      try {
        while (waiter.undecided()) {
          waiter.decided.await();
        }
      } catch (InterruptedException e) {
        queue.remove(waiter);
        if (waiter.place != null) {
          giveBack(waiter.place);
        }
        throw e;
      } finally {
        end.cancel();
      }
    }
  }

  private void expire(Waiter waiter) {
    lock.lock();
    try {
      if (waiter.undecided()) {
        refuse(waiter, Meters.Reason.PATIENCE);
      }
    } finally {
      lock.unlock();
    }
  }

  private void refuse(Waiter waiter, Meters.Reason reason) {
    queue.remove(waiter);
    waiter.refusal = reason;
    waiter.decided.signal();
  }

  /** Gives places to those who wait, and tells those who wait in vain. Under the lock. */
  void serve() {
    Iterator<Waiter> waiting = queue.iterator();
    while (waiting.hasNext()) {
      Waiter waiter = waiting.next();
      Member member = closed ? null : leastLoaded(waiter.attempts);
      if (member != null && member.key != null) {
        member.signing++;
        waiter.place = new Place(member, member.key, member.returns);
      } else if (closed) {
        waiter.refusal = Meters.Reason.CLOSED;
      } else if (isHopeless(waiter.attempts)) {
        waiter.refusal = Meters.Reason.NOBODY;
      } else {
        continue;
      }
      waiting.remove();
      waiter.decided.signal();
    }
  }

  private @Nullable Member leastLoaded(Attempts attempts) {
    Member best = null;
    for (int i = 0; i < members.size(); i++) {
      Member member = members.get((turn + i) % members.size());
      if (member.serving()
          && member.signing < member.capacity(limits)
          && attempts.allow(member)
          && (best == null || member.signing < best.signing)) {
        best = member;
      }
    }
    if (best != null) {
      turn = (members.indexOf(best) + 1) % members.size();
    }
    return best;
  }

  private boolean isHopeless(Attempts attempts) {
    return members.stream()
        .noneMatch(
            member -> member.state != PoolHealth.State.LEFT_ALONE && attempts.mayEverAllow(member));
  }

  /** Gives a place back that told nothing about its member. */
  void giveBack(Place place) {
    lock.lock();
    try {
      place.member().signing--;
      serve();
    } finally {
      lock.unlock();
    }
  }

  /** Gives a place back after a signature. */
  void signed(Place place) {
    Member member = place.member();
    lock.lock();
    try {
      member.signing--;
      member.signed++;
      if (isNews(place)) {
        member.proven = true;
        member.rests = 0;
        member.problem = null;
      }
      serve();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Gives a place back after a failure.
   *
   * @param consequence what is to become of the member, unless it was taken out meanwhile
   */
  void failed(Place place, TokenException problem, Runnable consequence) {
    lock.lock();
    try {
      place.member().signing--;
      blame(place, problem, consequence);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Tells that a place that was given back did fail by its member's fault.
   *
   * @param consequence what is to become of the member, unless it was taken out meanwhile
   */
  void blame(Place place, TokenException problem, Runnable consequence) {
    Member member = place.member();
    lock.lock();
    try {
      member.failed++;
      if (isNews(place)) {
        member.problem = problem;
        consequence.run();
      }
      serve();
    } finally {
      lock.unlock();
    }
  }

  /** Whether there is a member in service that was not asked. */
  boolean hasAnother(Attempts attempts) {
    return locked(
        () -> members.stream().anyMatch(member -> member.serving() && attempts.allow(member)));
  }

  private static boolean isNews(Place place) {
    return place.member().serving() && place.returns() == place.member().returns;
  }

  int waiting() {
    return locked(queue::size);
  }

  boolean closed() {
    return locked(() -> closed);
  }

  /** Sends everybody away who waits, now and later. */
  void close() {
    lock.lock();
    try {
      closed = true;
      serve();
    } finally {
      lock.unlock();
    }
  }
}
