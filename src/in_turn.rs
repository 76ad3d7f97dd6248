//! Long cases, such as replicates, side by side on the threads of a pool.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Does cases in turn on the threads of the pool that it is called in: a thread takes the next one once its last is done,
/// so that at most `held` are under way at once. Results are in the order of the cases.
///
/// Threads left without a case help within the others. The threads are the pool's own: were the pool asked for each case
/// from outside, a thread that waits for such help would begin another whole case, and the one that it is in would wait
/// for it. So ensembles took an eighth longer.
///
/// # Panics
/// Where a case does.
pub fn in_turn<R: Send>(cases: usize, held: usize, one: impl Fn(usize) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let by_thread = rayon::broadcast(|thread| {
        let mut done = Vec::new();
        while thread.index() < held {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= cases {
                break;
            }
            done.push((at, one(at)));
        }
        done
    });
    let mut done: Vec<(usize, R)> = by_thread.into_iter().flatten().collect();
    done.sort_unstable_by_key(|&(at, _)| at);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rayon::prelude::*;

    #[test]
    fn cases_are_each_done_once_in_order_and_so_many_at_once() {
        for (threads, held) in [(1, 1), (3, 2), (3, 9)] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let (under_way, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
            let done = pool.install(|| {
                in_turn(50, held, |at| {
                    most.fetch_max(under_way.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    let within: usize = (0..100_usize).into_par_iter().map(|i| i * at).sum();
                    under_way.fetch_sub(1, Ordering::SeqCst);
                    (at, within)
                })
            });
            assert_eq!(done, (0..50).map(|at| (at, at * 4950)).collect::<Vec<_>>());
            assert!(most.load(Ordering::SeqCst) <= held.min(threads), "{most:?}");
        }
        assert!(in_turn(0, 4, |at| at).is_empty());
    }
}
