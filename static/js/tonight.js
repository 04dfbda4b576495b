// Have this device keep the page: selfhelp/tonight_worker.js.

navigator.serviceWorker?.register("/tonight/sw.js").catch(() => {});
