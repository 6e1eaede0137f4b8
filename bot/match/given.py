"""Given names that tell a stranger: Aibek Japarov is not the president, and Dursun Özbek is no Uzbek.

Common ones of the countries concerned, folded, in the letters of each; no list is complete, so `namesakes` goes by
how such names end as well.
"""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


CENTRAL_ASIAN = _words(
    """
    abdulla abdullo adilet aibek aida aidar aigerim aigul aijan ainura akbar akmal alibek alisher altynbek anara
    anvar arman armen artur asel aset askar aslan asylbek aziz aziza azamat baktybek bakyt batyr begench bekzat
    bolat botir bulat chingiz chyngyz damir dana dania daniyar davron dilnoza dilshod dinara eldar elena elmira
    emil erbol erlan erkin farhod farida gulmira gulnara gulnora ibragim ibrohim igor ildar ilyas inna irina
    ivan jamshid jasur kairat kamila kanat karim komil kubat kubanychbek laziz leyla lola madina maksat malika
    marat maria maksim merdan mirlan murat muzaffar nargiza nazira nilufar nodir nurbek nurlan nursultan oleg
    olga otabek oybek rahat ravshan ruslan rustam sanjar saltanat samat sergey sevara sherzod svetlana talant
    tamerlan temir temur timur tolkun ulan ulugbek umid vladimir yerlan zarina zhanna ziyoda zulfiya абдулла
    абдулло адилет азамат азиз азиза айбек айгерим айгуль айгул айдар айжан айнура акбар акмал алибек алишер
    алтынбек анара анвар арман артур асель асет аскар аслан асылбек бакыт бактыбек батыр бекзат болат ботир
    булат виктор владимир гульмира гульнара гулнара дамир дана дания данияр динара дилноза дилшод елена жанна
    зарина ибрагим иброхим иван игорь ильдар ильяс инна ирина кайрат камила канат карим комил кубанычбек кубат
    лазиз лейла лола мадина максат максим малика марат мария мирлан мурат музаффар наргиза назира нилуфар нодир
    нурбек нурлан олег ольга отабек ойбек равшан рахат руслан рустам салтанат самат санжар светлана севара
    сергей талант тамерлан темир тимур улан улугбек умид фарход фарида чингиз чынгыз шерзод эльдар эльмира эмиль
    эрбол ербол ерлан эрлан эркин адил айдос айнур айсулу айтбек алмас алмаз аманжол ардак асем асхат бактияр
    баглан баур бауыржан бахтиёр бахтияр бегенч белек бердияр бехруз бехзод болатбек галым гаухар гозель
    гулжахон гулноза дархан даулет джамшед дурды ермек еркебулан есет жайна жамшид жанар жандос жасур женис
    жомарт зафар зухра илхом исломжон исмоил камшат касымхан кахрамон кубан куат кымбат майра мейирбек мекан
    мерген мерей миржалол мирзо мухтор мурод мырат назар назгул нариман наргис насиба нодира нуржан нурсулу ораз
    отабек оятулло парвина перизат равшанбек рамазан рашид рустем саид сайфулло сакен самал санжарбек саят серик
    сирожиддин сохиб сухроб сыймык таалай табылды тахир тахмина тимурлан толкун толеген тохир турсун умед умида
    уланбек фарход фаррух фирдавс фируза фотима хабиб хуршед хуршид шавкат шахзод шахноза шерали шухрат шынгыс
    элдияр эмир эрмек эсен юсуп юлдуз ясин adil aidos ainur aisulu almas almaz ardak asem askhat atajan aygul
    aynur bagdat baglan bakhtiyor bakhtiyar bauyrzhan baurzhan bahrom bahtiyar behruz bekhruz behzod berdiyar
    darkhan dauletbek dovran durdy ermek ermekbay farrukh firdavs gozel guljahon gurbangeldi ilhom islomjon
    jahongir jasurbek kakajan kahramon kemal khurshed khurshid kuat maral meirbek mekan merdan mergen mirjalol
    mohira mukhtor murod myrat nargis nariman nazar nodira nuriddin nurzhan oraz ovez parvina perizat qahramon
    rahim ravshanbek sanzhar sapar serik shahnoza shahzod sirojiddin sohib suhrob sukhrob tahmina tohir tolegen
    tursun umed umida xurshid yazgeldi yerbol yermek yusup zafar zuhra sakhat sayat saken syimyk
    """
)
_ENDING = re.compile(
    r"[a-z]{2,}(?:bek|bay|gul|jan|zhan|sultan|geldi|gylyc|myrat)|[а-я]{2,}(?:бек|бай|гуль?|[жч]?жон|жан|султан|бону|гелди|мырат)"
)

TURKISH = _words(
    """
    abdullah abdurrahman adem adnan ahmet alaattin ali alper arda arif asli aydin ayhan ayse aysegul aziz
    bahadir baris bekir berat berk betul bilal bulent burak burcu can canan cem cemal cengiz cihan cuneyt davut
    deniz derya dilek dursun ebru ece ekrem elif emel emin emine emrah emre ender engin enver erdal erdem eren
    erhan erkan erol ersin ertugrul esra eyup faruk fatih fatma ferhat fikret filiz fuat furkan gamze gizem
    gokhan gul gulsah hakan hakki halil halit haluk hamza hande harun hasan hatice haydar hilal hulya huseyin
    ibrahim idris ihsan ilhan ilker ilyas irem ismail ismet kaan kadir kamil kazim kemal kenan kerem koray kubra
    leyla levent mahmut mehmet melek meltem mert merve mesut metin mithat muhammed muhammet muharrem murat musa
    mustafa muzaffer naci nazli necati necmettin nermin nevzat nihat nuri nurettin nursel oguz okan oktay omer
    onur orhan osman ozan ozcan ozge ozgur ozlem pinar rafet ramazan recep remzi ridvan riza rustem sabri salih
    sami sedat sefa selcuk selim selin selma semih serap serdar serhat serkan sevgi sevil seyit sezen sinan
    songul suat sukru suleyman sule taner tarik tayfun taylan tolga tugba tuncay turgay turgut ufuk ugur umit
    umut vedat veli volkan yakup yasar yasemin yasin yavuz yigit yilmaz yunus yusuf zafer zehra zeki zeynep ziya
    """
)
ENGLISH = _words(
    """
    adam ahmad ahmed alan alex ali andrew anna anthony ben brian charles chris daniel david edward emma george
    hamid hassan helen henry hussein ibrahim jack jamal james jane jason jennifer john joseph karen kevin laura
    linda maria mark mary michael mike mohamed mohammad mohammed muhammad nancy nick omar paul peter rahim
    richard robert ryan samuel sarah scott simon stephen steve susan thomas tim tom tony william yusuf
    """
)
PERSIAN = _words(
    """
    مهدي محمد علي حسين حسن رضا احمد امير سعيد مجيد حميد محمود مصطفي مرتضي ابراهيم اسماعيل جواد كاظم هادي ناصر
    مسعود منصور فرهاد بهرام بهروز كامران آرش ارش پيمان ميلاد نيما سينا زهرا فاطمه مريم سارا ليلا نرگس عباس اكبر
    اصغر يوسف
    """
)


def is_central_asian(folded: str) -> bool:
    """Whether a folded word is a given name of Central Asia, in any of its Russian cases."""
    forms = {folded, folded[:-1], folded[:-2]} if folded[-1:] in "аяеуюйы" or folded.endswith("ом") else {folded}
    forms |= {f"{form}{vowel}" for form in forms - {folded} for vowel in "аяь"}
    return any(form in CENTRAL_ASIAN or _ENDING.fullmatch(form) for form in forms)
