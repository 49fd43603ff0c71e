// Passkeys: hands the options of the page's form to the browser, and posts what
// it answers. Binary values travel as base64url in JSON, as the standard has it.
(function () {
  var form = document.querySelector('form[data-passkey]');
  if (!form) return;
  var failed = form.querySelector('[data-passkey-failed]');
  var kind = form.dataset.passkey;

  function bytes(text) {
    var plain = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
    return Uint8Array.from(plain, function (c) { return c.charCodeAt(0); });
  }
  function text(buffer) {
    var plain = String.fromCharCode.apply(null, new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  }
  function options() {
    var all = JSON.parse(form.dataset.options);
    all.challenge = bytes(all.challenge);
    if (all.user) all.user.id = bytes(all.user.id);
    (all.excludeCredentials || all.allowCredentials || []).forEach(function (one) {
      one.id = bytes(one.id);
      if (one.transports && one.transports.length === 0) delete one.transports;
    });
    return { publicKey: all };
  }
  function answer(credential) {
    var from = credential.response;
    var response = { clientDataJSON: text(from.clientDataJSON) };
    if (kind === 'create') {
      response.attestationObject = text(from.attestationObject);
      response.transports = from.getTransports ? from.getTransports() : [];
    } else {
      response.authenticatorData = text(from.authenticatorData);
      response.signature = text(from.signature);
      response.userHandle = from.userHandle ? text(from.userHandle) : null;
    }
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response: response,
      clientExtensionResults: {}
    });
  }
  function go() {
    failed.hidden = true;
    var asked = navigator.credentials && window.PublicKeyCredential
      ? navigator.credentials[kind](options())
      : Promise.reject(new Error('no passkeys here'));
    asked.then(function (credential) {
      form.elements.answer.value = answer(credential);
      form.submit();
    }, function () {
      failed.hidden = false;
    });
  }
  form.querySelector('[data-passkey-go]').addEventListener('click', go);
})();
