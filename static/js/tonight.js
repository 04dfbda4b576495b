// Have this device keep the page: templates/selfhelp/tonight_worker.js.

navigator.serviceWorker?.register("/tonight/sw.js");
