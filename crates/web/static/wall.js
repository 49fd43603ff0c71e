// The big screen turns its page by itself; without this file it stands still.
setTimeout(function () { location.replace(document.body.dataset.next); }, 30000);
