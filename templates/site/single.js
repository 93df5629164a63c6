/* 全部网页在一个文件里：地址 # 后面是哪一页，就显示哪一页。 */
(function () {
  'use strict';
  var home = document.title;

  function show() {
    var parts = decodeURIComponent(location.hash.slice(1)).split(/[#?]/);
    var page = document.getElementById(parts[0] || 'index');
    if (!page || page.className !== 'page') page = page && page.closest ? page.closest('.page') : null;
    if (!page) page = document.getElementById('index');
    var pages = document.querySelectorAll('.page');
    for (var n = 0; n < pages.length; n++) pages[n].hidden = pages[n] !== page;
    document.title = page.id === 'index' ? home : page.dataset.title + ' - ' + home;
    var links = document.querySelectorAll('nav[aria-label="栏目"] a');
    for (n = 0; n < links.length; n++) {
      if (links[n].hash === '#' + page.id) links[n].setAttribute('aria-current', 'page');
      else links[n].removeAttribute('aria-current');
    }
    var place = parts[1] && location.hash.indexOf('?') < 0 ? document.getElementById(parts[1]) : null;
    if (place) place.scrollIntoView(); else window.scrollTo(0, 0);
    if (page.id === 'search' && window.taizhangAgain) window.taizhangAgain();
  }

  document.querySelector('.find').addEventListener('submit', function (event) {
    event.preventDefault();
    location.hash = '#search?q=' + encodeURIComponent(document.getElementById('find').value);
  });
  document.querySelector('.skip').addEventListener('click', function (event) {
    event.preventDefault();
    document.getElementById('main').focus();
  });
  window.addEventListener('hashchange', show);
  show();
})();
